"""Which index is meant when none is named, and that a rebuilt one is noticed. Each test has a home of its own."""

from pathlib import Path

import platformdirs
import pytest
from invented_report import invented

from index import Document, Index, IndexFormatError
from index.generations import is_index
from qa import ask, default_index, retrieve
from qa.default_index import user_index_path
from source_text import bundled_reports


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty home: no own index, no bundled one yet."""
    monkeypatch.delenv("YIJU_INDEX", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def documents(index: Index) -> list[str]:
    return list(index.documents)


def test_without_an_own_index_the_bundled_report_is_indexed_on_first_use(home: Path) -> None:
    assert list(home.iterdir()) == []
    index = default_index()
    assert documents(index) == [path.stem for path in bundled_reports()]
    (folder,) = platformdirs.user_cache_path("yiju").iterdir()
    assert folder.is_relative_to(home) and folder.name.startswith("bundled-")
    assert is_index(folder)
    assert not (home / "data").exists()


def test_it_is_opened_once(home: Path) -> None:
    assert default_index() is default_index()
    (folder,) = platformdirs.user_cache_path("yiju").iterdir()
    before = (folder / "CURRENT").stat().st_mtime_ns
    default_index()
    assert (folder / "CURRENT").stat().st_mtime_ns == before


def test_an_own_index_comes_before_the_bundled_one(home: Path) -> None:
    default_index()
    Index.build([invented()], user_index_path()).close()
    assert user_index_path().is_relative_to(home)
    assert documents(default_index()) == ["yunling-2031-h1"]
    assert ask("茶叶产值增长多少?").text.startswith("12.3%")


def test_the_environment_comes_before_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Index.build([invented()], user_index_path()).close()
    other = Document("other", "会议记录", "会议记录\n茶叶价格上涨9%。\n")
    Index.build([other], home / "elsewhere").close()
    monkeypatch.setenv("YIJU_INDEX", str(home / "elsewhere"))
    assert user_index_path() == home / "elsewhere"
    assert documents(default_index()) == ["other"]
    assert {hit.passage.document for hit in retrieve("茶叶")} == {"other"}


def test_a_rebuilt_index_is_noticed(home: Path) -> None:
    path = user_index_path()
    Index.build([invented()], path).close()
    before = default_index()
    assert ask("茶叶产值增长多少?").text.startswith("12.3%")
    report = invented()
    changed = Document(report.id, report.title, report.text.replace("12.3%", "77.7%"))
    Index.build([changed], path).close()
    assert ask("茶叶产值增长多少?").text.startswith("77.7%")
    assert default_index() is not before
    # Whoever still holds the one before can go on with it.
    assert ask("茶叶产值增长多少?", index=before).text.startswith("12.3%")


def test_an_index_that_the_environment_names_must_be_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIJU_INDEX", str(home / "none"))
    with pytest.raises(FileNotFoundError):
        default_index()
    assert not (home / "cache").exists()


def test_a_damaged_own_index_is_not_passed_over(home: Path) -> None:
    path = user_index_path()
    path.mkdir(parents=True)
    (path / "CURRENT").write_text("gen-none\n", encoding="utf-8")
    with pytest.raises((IndexFormatError, FileNotFoundError)):
        default_index()
