"""Files: their bytes, their encodings, what is refused and with which words."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.language import detect
from corpus.readers import READERS, UnreadableDocument, read_document, read_path
from corpus.reading.decoding import normalise

SENTENCE = "Der Fährmann überquert täglich die Bucht, und für die Gäste gibt es Brötchen."
FRENCH = "L’été dernier, le café a fermé ses portes — « définitivement », dit-il."
RUSSIAN = "Паром переходит залив каждый день, и пассажиры пьют чай на верхней палубе." * 3
JAPANESE = "渡し船は毎日湾を横断し、乗客は上のデッキでお茶を飲みます。" * 5


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (SENTENCE, "utf-8"),
        (SENTENCE, "utf-8-sig"),
        (SENTENCE, "utf-16"),
        (SENTENCE, "utf-16-le"),
        (SENTENCE, "utf-16-be"),
        (SENTENCE, "utf-32"),
        (SENTENCE, "latin-1"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
    ],
)
def test_text_is_decoded_whatever_its_encoding(words: str, encoding: str) -> None:
    document = read_document(words.encode(encoding), "ferry.txt")
    assert document.text == words
    assert [block.span.of(document.text) for block in document.blocks] == [words]


def test_text_is_stored_with_one_kind_of_line_break_and_without_controls() -> None:
    data = "\ufeffa\r\nb\rc\u2028d\u2029e\x85f\x0cg\x07\x1b[0m\th \ufeffi e\u0301\n".encode()
    assert read_document(data, "x.txt").text == "a\nb\nc\nd\ne\nf\ng[0m\th i é\n"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("To ﬁle an oﬃcial appeal, ﬂoor ﬀ ﬅ", "To file an official appeal, floor ff st"),
        ("Infor\u00admation for mem\u200bbers, a\u2060b, An\u00ad\nmeldung", "Information for members, ab, Anmeldung"),
        ("Auf\u200clage, a\u200db, x\u2062y", "Auflage, ab, xy"),
        ("می\u200cروم", "می\u200cروم"),
        ("क्\u200dष", "क्\u200dष"),
        ("Launch 👩\u200d🚀", "Launch 👩\u200d🚀"),
        ("แมว\u200bดำ", "แมว\u200bดำ"),
        ("ﻻﺳ", "لاس"),
        ("½ m², 10⁶, ①, Ａ, ™, cœur, µm", "½ m², 10⁶, ①, Ａ, ™, cœur, µm"),
    ],
)
def test_ligatures_and_characters_without_width_are_plain_words_and_nothing_else_is_changed(
    written: str, stored: str
) -> None:
    for filename in ("x.txt", "x.md"):
        assert read_document(written.encode(), filename).text == stored


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        (b"", "a.md", "a.md is empty; upload"),
        (b" \r\n\t\xef\xbb\xbf ", "a.txt", "a.txt is empty; upload"),
        (b"---\n***\n", "a.txt", "a.txt is empty; upload"),
        (b"%PDF-1.7 text", "a.txt", "a.txt is a PDF; export it"),
        (b"PK\x03\x04 text", "a.md", "a.md is a ZIP archive or an office document; export it"),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "a.txt is a picture; upload"),
        (b"{\\rtf1 text}", "a.txt", "a.txt is rich text; save it"),
        (b"text\x00with\x00zeros" + bytes(range(256)), "a.txt", "a.txt holds binary data, not text; upload"),
        (b"\x01\x02\x03\x04 text \x05\x06\x07\x08", "a.txt", "a.txt holds binary data, not text; upload"),
        (b"\xff\xfea", "a.txt", "a.txt is damaged at byte 0; save it"),
        (b"text", "a.odt", "a.odt is a .odt file; upload one of .md, .markdown, .txt"),
        (b"text", "README", "README is a file without a suffix; upload one of .md, .markdown, .txt"),
        (b"four", "a.txt", "a.txt is larger than 3 bytes; split it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_name_and_a_remedy(data: bytes, filename: str, words: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(data, filename, max_bytes=3 if data == b"four" else 1000)
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("filename", ["a.md", "A.MD", "a.markdown", "a.b.txt", "a.TXT"])
def test_a_suffix_is_read_in_any_case(filename: str) -> None:
    assert [block.span.of("Be kind.") for block in read_document(b"Be kind.", filename).blocks] == ["Be kind."]


def test_a_file_is_read_with_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "server-rules.md"
    path.write_bytes(b"\xef\xbb\xbf# Rules\r\n\r\nBe kind.\r\n")
    data, document = read_path(path)
    assert data == path.read_bytes()
    assert document.text == "# Rules\n\nBe kind.\n"
    assert document == read_document(data, "server-rules.md")


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    device = tmp_path / "device.txt"
    device.symlink_to(os.devnull)
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(30 * 1024 * 1024)
    expected = {
        tmp_path / "none.txt": "none.txt does not exist; check the path",
        tmp_path / "dangling.txt": "dangling.txt does not exist; check the path",
        folder: "folder.txt is a directory; name a file in it",
        pipe: "pipe.txt is a pipe, a socket or a device; name a plain file",
        device: "device.txt is a pipe, a socket or a device; name a plain file",
        large: "large.txt is larger than 25 MiB; split it into smaller files",
    }
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    for path, words in expected.items():
        with pytest.raises(UnreadableDocument) as caught:
            read_path(path)
        assert str(caught.value) == words


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("text")
    path.chmod(0)
    with pytest.raises(UnreadableDocument, match=r"secret\.txt may not be read by this user; change its permissions"):
        read_path(path)


def test_a_path_that_no_system_accepts_is_refused() -> None:
    for path in (Path("a\x00.txt"), Path("a" * 5000 + ".txt")):
        with pytest.raises(UnreadableDocument, match="cannot be opened"):
            read_path(path)


@given(st.binary(max_size=400), st.sampled_from(sorted(READERS)))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    try:
        document = read_document(data, f"file{suffix}")
    except UnreadableDocument:
        return
    assert document.text == normalise(document.text)
    assert not any(unicodedata.category(each) == "Cc" and each not in "\n\t" for each in document.text)


@pytest.mark.parametrize(
    "question",
    [
        "What is DeepSeek-V3.2?",
        "Who is Dario Amodei?",
        "When did Honda, Toyota and Nissan open US plants?",
        "Where was Friedrich Ratzel born?",
        "What does Yeke Mongghul Ulus mean?",
        "how much is a ticket",
    ],
)
def test_an_english_question_with_foreign_names_is_english(question: str) -> None:
    assert detect(question) == "en"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Warum hat die Regierung die Modelle abgeschaltet?", "de"),
        ("Pourquoi le gouvernement a-t-il bloqué Fable 5 ?", "fr"),
        ("¿Cuándo se publicó el informe?", "es"),
        ("Onde posso encontrar as regras do servidor?", "pt"),
        ("Chi ha scritto questo articolo?", "it"),
        ("Dlaczego rząd zablokował te modele?", "pl"),
        ("Почему правительство заблокировало модели?", "ru"),
        ("لماذا حظرت الحكومة النماذج؟", "ar"),
        ("정부는 왜 모델을 차단했나요?", "ko"),
        ("DeepSeek-V3.2 是什么模型？", "zh"),
        ("Fable 5 はなぜ停止されたのですか？", "ja"),
    ],
)
def test_a_question_in_another_language_is_told(question: str, language: str) -> None:
    assert detect(question) == language


@pytest.mark.parametrize("words", ["", "?", "GPT-5", "DeepSeek vs Qwen", "hola", "12 34", "Anthropic CEO letter"])
def test_a_few_words_without_grammar_are_in_no_language(words: str) -> None:
    assert detect(words) is None
