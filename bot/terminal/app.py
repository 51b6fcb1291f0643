"""The command line: `landscape`."""

from __future__ import annotations

import logging
import shlex
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.settings import SettingError, Settings, load_settings
from bot.terminal.corpus import corpus_app, index_app
from bot.terminal.erase import erase_app
from bot.terminal.faq import faq_app
from bot.terminal.gaps import gaps_app
from bot.terminal.options import AsJson, DataDir, NoNotes, Scope
from bot.terminal.statistics import print_statistics
from corpus.errors import MendableError
from corpus.scopes import SHARED
from index.judge.grades import PROMISES, Promises

app = typer.Typer(
    help="Landscape answers questions with verbatim, cited sentences of your documents, and refuses the rest.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.add_typer(corpus_app, name="corpus")
app.add_typer(index_app, name="index")
app.add_typer(faq_app, name="faq")
app.add_typer(gaps_app, name="gaps")
app.add_typer(erase_app, name="erase")
app.command("stats")(print_statistics)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"landscape {metadata.version('landscape-bot')}")
        raise typer.Exit


@app.callback()
def read_common_options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version, and end.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Landscape answers questions with verbatim, cited sentences of your documents, and refuses the rest."""


def main() -> None:
    """Run the command line; what a user can mend is one line and an exit code, never a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        app()
    except SettingError as error:
        _fail(str(error), 2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except MendableError as error:
        _fail(str(error), 1)


def _fail(message: str, code: int) -> None:
    from bot.terminal.output import complain

    complain(message)
    sys.exit(code)


@app.command()
def run(data_dir: DataDir = None) -> None:
    """Start: the Discord bot with a token, a chat in a terminal without one, a demonstration elsewhere."""
    settings = load_settings(data_dir=data_dir)
    if settings.discord_token is not None:
        _run_bot(settings)
    elif sys.stdin.isatty():
        _start_chat(settings)
    else:
        _start_demonstration(settings)


def _run_bot(settings: Settings) -> None:
    from bot.ask_socket import listen_for_questions
    from bot.discord_app.one_bot import hold_data_directory
    from bot.discord_app.run import run_bot
    from bot.startup import open_from, prepare_data_dir
    from bot.terminal.asking import answer_for_terminal

    set_log_levels(settings)
    prepare_data_dir(settings)
    with (
        hold_data_directory(settings.data_dir),
        open_from(settings) as engine,
        listen_for_questions(settings.data_dir, answer_for_terminal(engine, settings)),
    ):
        run_bot(engine, settings)


def set_log_levels(settings: Settings) -> None:
    """Have Landscape log what the settings say, and libraries at most what is worth a word.

    At DEBUG, libraries log what passes through them: discord.py all that members write, and tokens.
    """
    for package in ("bot", "index", "corpus"):
        logging.getLogger(package).setLevel(settings.log_level)
    logging.getLogger().setLevel("INFO" if settings.log_level == "DEBUG" else settings.log_level)
    logging.getLogger("discord").setLevel(settings.discord_log_level)


def _start_chat(settings: Settings) -> None:
    from bot.ask_socket import listen_for_questions
    from bot.startup import open_from
    from bot.terminal.asking import answer_for_terminal
    from bot.terminal.chat import talk
    from index.desk import Desk

    console = Console()
    with console.status("Loading the models…"):
        engine = open_from(settings)
    with engine, listen_for_questions(settings.data_dir, answer_for_terminal(engine, settings)):
        talk(Desk(engine, notes=settings.shipped_notes), console, settings.data_dir)


def _start_demonstration(settings: Settings) -> None:
    from bot.startup import open_to_ask
    from bot.terminal.chat import demonstrate
    from index.desk import Desk

    with open_to_ask(settings) as engine:
        demonstrate(Desk(engine, notes=settings.shipped_notes), Console())


@app.command()
def chat(data_dir: DataDir = None) -> None:
    """Talk with the bot in this terminal."""
    _start_chat(load_settings(data_dir=data_dir))


@app.command()
def serve(data_dir: DataDir = None) -> None:
    """Keep the models loaded, so that 'landscape ask' answers at once, until Ctrl-C. A bot that runs does so too.

    It listens to this user's processes on this machine, and to no network.
    """
    from bot.terminal.serving import serve_questions

    serve_questions(load_settings(data_dir=data_dir))


@app.command()
def demo(data_dir: DataDir = None) -> None:
    """Answer three questions and refuse one, and say how to go live."""
    _start_demonstration(load_settings(data_dir=data_dir))


@app.command()
def ask(
    question: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTION", help="The question, in quotes. Left out with --stdin.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    stdin: Annotated[bool, typer.Option("--stdin", help="Answer one question a line of standard input.")] = False,
    data_dir: DataDir = None,
    no_notes: NoNotes = False,
) -> None:
    """Ask one question, or one a line. Answers and refusals both exit with 0; nothing is written where there are no documents.

    A bot, a chat or 'landscape serve' that runs on the same data directory answers at once; else the models are loaded first.
    """
    if bool(question) is stdin:
        raise typer.BadParameter("give a question in quotes, or --stdin and no question")
    if question and len(question) > 1:
        raise typer.BadParameter(f"put the question in quotes: landscape ask {shlex.quote(' '.join(question))}")
    if question and not question[0].strip():
        raise typer.BadParameter("the question is empty; write one in the quotes")
    from bot.terminal.asking import answer_questions

    settings = load_settings(data_dir=data_dir)
    notes = settings.shipped_notes and not no_notes
    questions = (line.rstrip("\r\n") for line in _read_questions()) if not question else iter(question)
    answer_questions(settings, notes, questions, as_json)


def _read_questions() -> Iterable[str]:
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield line.decode("utf-8", errors="replace")


@app.command("eval")
def evaluate(
    bench: Annotated[
        Path, typer.Argument(metavar="BENCH_DIR", help="Folder with documents.jsonl and questions.jsonl.")
    ],
    *,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the figures here, and the curve as a .png beside it."),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(metavar="FILE.jsonl", help="Write each reply here; a run that was cut off goes on from it."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only the first N questions.")] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl", help="Compare with an earlier run, by the file that its --predictions wrote."
        ),
    ] = None,
    show: Annotated[
        int, typer.Option(metavar="N", min=0, help="With --against, list up to N questions whose outcome changed.")
    ] = 0,
) -> None:
    """Measure recall, refusal, calibration and speed on a benchmark, with 95 % intervals.

    Communities, styles and kinds of question have figures of their own where the benchmark names them.
    """
    if show and against is None:
        raise typer.BadParameter("--show lists what changed since another run: give its predictions with --against")
    from bot.terminal.evaluate import EvaluationOptions, run_benchmark

    options = EvaluationOptions(json_file, predictions, limit, against, show)
    run_benchmark(load_settings(), bench, Console(), options)


@app.command()
def calibrate(
    *,
    scope: Scope = SHARED,
    sure: Annotated[
        float, typer.Option(help="Ask for this share of questions without an answer to be answered surely, at most.")
    ] = PROMISES.sure,
    unsure: Annotated[float, typer.Option(help="Ask for this share of them to be answered at all.")] = PROMISES.unsure,
    yes: Annotated[bool, typer.Option("--yes", help="Apply it without asking, where something speaks for it.")] = False,
    insist: Annotated[bool, typer.Option("--insist", help="Apply it also where nothing speaks for it.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last calibration of the scope back.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Fit both thresholds to the documents of a scope, and show what they would do before they are applied.

    It is rarely needed: for another promise, for another judge, or where votes find more answers wrong.

    Near misses made of the documents place the thresholds. Members' votes, and questions that moderators
    marked as not for them, raise them where they show that too much is answered.

    What it then promises is what that many near misses can vouch for, and is told; it can be more than was asked
    for. It needs 20 questions with an answer and 20 near misses: some 20 passages.

    Where all these can't tell the present thresholds from what is promised, nothing is applied, and --yes
    ends with exit code 1.
    """
    from bot.terminal import calibrate as calibrate_command

    try:
        promises = Promises(sure, unsure)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--sure' / '--unsure'") from error
    settings = load_settings(data_dir=data_dir)
    if undo:
        calibrate_command.undo_calibration(settings, scope, Console())
    else:
        calibrate_command.calibrate_scope(settings, scope, Console(), promises=promises, yes=yes, insist=insist)


@app.command()
def doctor(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Check the configuration, the model, the database, the index and the login, with a remedy for each failure."""
    from bot.terminal.doctor import run_checks

    if not run_checks(Console(), data_dir=data_dir, as_json=as_json):
        raise typer.Exit(1)
