"""The furniture of web pages: the lines around an article that say nothing of what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,7}\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_MONTH}\ (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?P<year>\d{{4}})\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\ (?:of\ )?{_MONTH},?\ (?P<year>\d{{4}})\b",
        r"\b(?P<year>\d{4})[-/](?P<month>\d{2})[-/](?P<day>\d{2})(?!\d)",
        r"\b(?P<month>\d{1,2})/(?P<day>1[3-9]|2\d|3[01])/(?P<year>\d{4})\b",
        r"\b(?P<day>1[3-9]|2\d|3[01])[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b",
    )
)
_VAGUE_DATE = re.compile(
    r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{1,3} (?:minutes?|hours?|days?|weeks?|months?|years?) ago\b", re.I
)
_CLOCK = re.compile(
    r"(?:T|\b)\d{1,2}[:.]\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:[ap]\.?m\.?)?Z?(?:\s?[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_AROUND_DATES = frozenset(
    """published publish posted post updated update last first modified edited created released on at by and the in est edt
    pst pdt cst cdt mst mdt utc gmt cet cest bst ist et pt ct am pm mon tue wed thu fri sat sun monday tuesday wednesday
    thursday friday saturday sunday originally""".split()
)
_UPDATED = re.compile(r"(?:last\s)?(?:updated?|modified|edited)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_AGO = re.compile(r"(?:just now|yesterday|today)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|·•—–/›»>]\s+|\s*[|·•›»]\s*|\s+-\s+")
_BREADCRUMB = re.compile(r"\s*[>›»]\s*|\s+/\s+")

_NAME = r"(?:[^\W\d_a-z][\w'’.-]{0,30}|de|da|di|del|der|den|van|von|bin|al|la|le|el|dos|du|y|e)"
_NAMES = re.compile(rf"{_NAME}(?:\ {_NAME}){{0,5}}(?:(?:,|\ and|,\ and|\ &)\ {_NAME}(?:\ {_NAME}){{0,4}}){{0,4}}")
_BYLINE = re.compile(
    r"(?:by|written by|words by|story by|text by|report(?:ed|ing)? by|posted by|reviewed by|"
    r"author|authors)\s*:?\s+(?P<name>.+)",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:meeting|notes|minutes|report|sync|agenda|updates?|newsletter|edition|"
    r"issue|summary|review|weekly|daily|monthly|release|version|date)\b",
    re.IGNORECASE,
)
_BY = re.compile(rf"\bby ({_NAMES.pattern})$")
_READ_TIME = re.compile(
    r"(?:(?:reading|read|estimated reading)\s+time\s*:?\s*)?(?:about\s+|~\s?)?\d{1,3}\s*[-–]?\s*"
    r"min(?:ute)?s?\.?(?:\s+(?:read|reading|to read)(?:\s+time)?)?",
    re.IGNORECASE,
)

# Whole lines.
_LINE = re.compile(
    r"""skip\ to\ (?:the\ )?(?:main\ |primary\ )?(?:content|navigation|footer|search)|(?:main\ |site\ )?(?:menu
    |navigation)|search(?:\ this\ site|\.\.\.|…)?
    |toggle\ \w+(?:\ \w+)?|(?:open|close)(?:\ (?:menu|search|navigation))?|log\ ?in|log\ ?out|sign\ ?in|sign\ ?up
    |my\ account
    |(?:sign|log)\ in\ (?:or|to)\ .{1,40}
    |share|share\ (?:this|on|via|to|with|the|by)\b.{0,50}|shares?:?|copy\ (?:the\ )?link|link\ copied!?
    |print(?:\ (?:this\ )?(?:article|page))?|e-?mail(?:\ (?:this|address|us).{0,30})?
    |save(?:\ (?:this\ )?(?:article|for\ later|story))?|bookmark(?:\ this)?|listen(?:\ to\ (?:this\ )?(?:article
    |story).{0,40})?|gift\ (?:this\ )?article
    |(?:facebook|twitter|x|linkedin|reddit|whatsapp|telegram|instagram|youtube|tiktok|pinterest|threads|bluesky
    |mastodon|rss|flipboard|hacker\ news)(?:\ \(.{1,20}\))?
    |(?:share|tweet|post|pin|like|follow|subscribe|comment|clap|reply|flag|upvote|donate|support)(?:\ (?:now|it|this
    |us|me))?[!.]?
    |(?:follow|find|join|connect\ with|like|message)\ \S{1,20}(?:\ \S{1,20}){0,2}\ (?:on|via)\ (?:x|twitter|linkedin
    |facebook|instagram|mastodon|bluesky|threads|youtube|reddit|social|google|github|medium|substack)\b.{0,60}
    |follow\ (?:us|me|@\w+|this\ (?:topic|author|story))\b.{0,60}|connect\ on\ \w+|(?:view|see|read)\ (?:all
    |more)\b.{0,60}|more\ (?:from|by|stories|news|like)\b.{0,60}|view\ (?:profile|bio|author)\b.{0,30}
    |all\ (?:posts|articles|stories)(?:\ (?:by|in|from)\ .{1,50})?
    |subscribe\b.{0,60}|unsubscribe.{0,30}|(?:sign|signing)\ up\ (?:for|to|now|today|here).{0,80}|get\ (?:our
    |the)\ newsletter.{0,60}|join\ (?:our|the)\ (?:newsletter|mailing\ list|community|discord).{0,60}
    |newsletters?(?:\ sign-?up)?|enter\ your\ e-?mail.{0,40}|your\ e-?mail.{0,40}|(?:get|download
    |open\ in)\ the\ app.{0,30}
    |advertisements?|ads?|sponsored(?:\ (?:content|by|post).{0,50})?|(?:paid|partner)\ (?:content|post
    |partnership).{0,40}|promoted|(?:article|story)\ continues\ below.{0,40}|scroll\ to\ continue.{0,30}
    |continue\ reading.{0,60}|skip\ ad.{0,30}
    |accept(?:\ (?:all|cookies|all\ cookies))?|reject(?:\ all.{0,20})?|(?:manage|cookie)\ (?:preferences|settings
    |choices|policy|consent|notice).{0,30}|got\ it!?|i\ (?:agree|accept)
    |do\ not\ sell.{0,60}|advertise\ with\ us|sitemap|accessibility\ statement|back\ to\ (?:top|home|blog
    |all\ .{1,20})
    |(?:\d[\d,.]*[km]?\s+|no\ |leave\ a\ |add\ a\ |post\ a\ |write\ a\ |view\ |show\ |join\ the\ )(?:comments?
    |shares?|views?|likes?|claps?|replies|reply|responses?|conversation|followers?|reactions?)(?:\ \(?\d*\)?)?
    |comments?\ \(?\d+\)?|comments\ are\ closed\.?
    |previous(?:\ (?:article|post|story).{0,80})?|next(?:\ (?:article|post|story|up).{0,80})?
    |page\ \d{1,3}(?:\ of\ \d{1,3})?|load\ more.{0,20}|show\ more|(?:click|tap)\ (?:here\ )?to\ .{1,60}
    |play(?:\ video)?|watch\ (?:now|the\ video|video)
    |(?:tags?|filed\ under|categor(?:y|ies)|posted\ in|tagged(?:\ (?:with|as))?|keywords|related\ topics)\s*:.{0,200}
    |tags?|filed\ under
    |(?:\#[\w-]+[\s,]*)+
    |(?:breaking|exclusive|trending|popular|latest|featured|editor['’]s\ picks?|top\ stories|most\ (?:read|popular
    |viewed))
    |(?:disclosure|affiliate\ disclosure):?\ .{0,40}affiliate.{0,150}|powered\ by\ .{1,40}|loading(?:\.\.\.|…)?
    |(?:was\ this|did\ you\ find\ this|how\ helpful)\b.{1,60}\?|rate\ this\b.{0,40}|yes\s+no
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What may end with a full stop all the same.
_LEGAL = re.compile(
    r"""(?:©|\(c\)\ |copyright\b).{0,200}|.{0,80}\ball\ rights\ reserved\b.{0,80}
    |(?:photo(?:graph)?|image|picture|illustration|credit|graphic|cover)s?(?:\ (?:credit|source|courtesy
    |illustration))?s?\s*(?::|\ by\b|\ courtesy\b|\ via\b|©).{0,120}
    |(?:\(|\[)?(?:getty\ images|reuters|ap\ photo|afp|shutterstock|unsplash|istock|adobe\ stock)\b.{0,60}
    |.{2,60}/\s?(?:getty(?:\ images)?|reuters|ap|afp|shutterstock|bloomberg|unsplash)(?:\ .{1,30})?
    |[^.!?]{0,120}\((?:image|photo|figure|picture|illustration)s?\ (?:by|from|courtesy)\ [^()]{1,60}\)\.?
    |[^.!?]{5,160}[.!?]?\s\(?(?:photo|image|illustration|picture)(?:\ credit)?s?\s?(?::|\ by
    |\ courtesy)\s?[^.]{2,60}\.?\)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Whole sentences that are no part of an article.
_SENTENCE = re.compile(
    r"""(?:we|this\ (?:web)?site|our\ (?:web)?site|by\ using\ (?:this|our)\ (?:web)?site
    |by\ continuing)\b(?=.{0,120}\bcookies?\b).{0,60}\b(?:use|uses|using|continuing|agree|consent|browse
    |store)\b.{0,400}
    |by\ (?:signing\ up|subscribing|submitting|clicking|continuing|registering|providing)\b.{0,60}\byou\ (?:agree
    |consent|accept|acknowledge|will)\b.{0,300}
    |(?:sign\ up|subscribe|join|get|receive|stay|never\ miss|don['’]t\ miss|want|enjoy(?:ed)?|like|the\ best
    |our\ best|delivered|enter)\b(?=.{0,200}\b(?:newsletters?|inbox|mailing\ list|e-?mail\ (?:list|address
    |updates))\b).{0,300}
    |(?:follow|find|join|like)\ us\ on\b.{0,150}
    |(?:if\ you\ )?(?:liked?|enjoy(?:ed)?|found)\ (?:this|what\ you)\b.{0,60}\b(?:shar(?:e|ing)|subscrib|follow|clap
    |support|donat).{0,150}
    |(?:some\ of\ the\ )?links?\ (?:on|in)\ this\ (?:page|article|post)\b.{0,60}\baffiliate.{0,200}|(?:we
    |this\ (?:post|article|page))\ (?:may|might)\ (?:earn|contain|receive)\b.{0,40}\b(?:commission|affiliate).{0,200}
    |you(?:['’]ve|\ have)\ (?:reached|read|used)\ your\b.{0,150}|(?:please\ )?(?:enable
    |turn\ on)\ javascript\b.{0,150}|(?:your\ browser|javascript)\ (?:does\ not|is\ (?:disabled|required)).{0,150}
    |this\ site\ is\ protected\ by\ recaptcha.{0,200}|your\ e-?mail\ address\ will\ not\ be\ published\..{0,100}
    |required\ fields\ are\ marked.{0,20}""",
    re.VERBOSE | re.IGNORECASE,
)
_OTHERS = re.compile(
    r"""(?:related|recommended|suggested|similar|further|more|other|latest|recent|popular|top|trending
    |must)[\ -](?:articles?|posts?|stories|story|reads?|reading|content|news|coverage|links|topics
    |for\ you)(?:\ .{1,40})?
    |(?:you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested\ in|enjoy)|read\ (?:next|also|this\ next)|up\ next
    |what\ to\ read\ next|keep\ reading|most\ (?:read|popular|viewed|shared)|more\ (?:from|in|on)\ .{1,50}
    |recommended(?:\ .{1,30})?|trending(?:\ now)?|editor['’]s\ picks?|don['’]t\ miss|also\ on\ .{1,40}|see\ also)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:\d[\d,.]*\s+)comments?|comments?\s*\(\d+\)|leave\ a\ (?:comment|reply)|join\ the\ (?:conversation|discussion)",
    re.I,
)
_LONGEST_LINE, _LONGEST_SENTENCE = 220, 600  # characters
_FEWEST_WORDS = 5  # of a sentence


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a line of furniture tells of its article."""

    author: str | None = None
    published: date | None = None


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page, not to the article on it. A whole sentence seldom does."""
    bare = line.strip(" :→›»«‹←▼▲*")
    if len(bare) > _LONGEST_SENTENCE:
        return False
    if _SENTENCE.fullmatch(bare):
        return True
    if len(bare) > _LONGEST_LINE:
        return False
    if _LEGAL.fullmatch(bare) or _READ_TIME.fullmatch(bare):
        return True
    whole = bare.endswith((".", "!", "?")) and len(bare.split()) >= _FEWEST_WORDS
    return not whole and (_LINE.fullmatch(bare) is not None or _is_breadcrumb(bare))


def opens_others(line: str) -> bool:
    """Whether a heading announces other articles."""
    return len(line) <= 100 and _OTHERS.fullmatch(line.strip(" :")) is not None


def opens_comments(line: str) -> bool:
    """Whether a heading announces what readers wrote below an article."""
    return len(line) <= 60 and _COMMENTS.fullmatch(line.strip(" :")) is not None


def is_name(line: str) -> bool:
    """Whether a line could be the name of a person, or several."""
    return len(line) <= 80 and len(line.split()) <= 8 and _NAMES.fullmatch(line.strip(" ,:")) is not None


def read_imprint(line: str) -> Imprint | None:
    """Return what a by-line or a line with a date tells; None where a line is something else."""
    if len(line) > 160 or not (_BYLINE.match(line) or _DIGIT.search(line) or _AGO.match(line)) or _is_breadcrumb(line):
        return None
    author: str | None = None
    published: date | None = None
    certain = False
    for part in _SEPARATOR.split(line.strip()):
        if not part:
            continue
        named = _BYLINE.fullmatch(part)
        bare, stated = _strip_date(named["name"] if named else part)
        if stated is not None or bare != (named["name"] if named else part):
            certain = True
            published = published or (None if _UPDATED.match(part) else stated)
        rest = bare.strip(" ,:;()")
        if named and is_name(rest.split(",")[0]):
            certain = True
            author = author or rest.split(",")[0].strip()
        elif not named and (by := _BY.search(rest)) and _is_around_dates(rest[: by.start()]) and stated:
            author = author or by[1]
        elif _is_around_dates(rest):
            pass
        elif _READ_TIME.fullmatch(rest) or (len(part) < len(line.strip()) and is_furniture(rest)):
            certain = True
        elif _is_person(rest) and (part != line.strip() or (stated and bare.strip().endswith(","))):
            author = author or rest
        else:
            return None
    return Imprint(author, published) if certain else None


def _is_around_dates(words: str) -> bool:
    return all(word.strip(".,:()").lower() in _AROUND_DATES for word in words.split())


def _is_person(words: str) -> bool:
    return 2 <= len(words.split()) <= 5 and is_name(words) and not _OCCASION.search(words)


def _strip_date(part: str) -> tuple[str, date | None]:
    """Return a line without the dates and times in it, and the first date that is beyond doubt."""
    stated: date | None = None
    bare = part
    for pattern in _DATES:
        for found in pattern.finditer(part):
            stated = stated or _read_date(found)
            bare = bare.replace(found[0], " ")
    bare = _VAGUE_DATE.sub(" ", bare)
    return (_CLOCK.sub(" ", bare) if bare != part else bare), stated


def _read_date(found: re.Match[str]) -> date | None:
    month = found["month"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        return None


def _is_breadcrumb(line: str) -> bool:
    parts = _BREADCRUMB.split(line)
    return len(parts) >= 3 and all(0 < len(part.split()) <= 4 and part[0].isupper() for part in parts)
