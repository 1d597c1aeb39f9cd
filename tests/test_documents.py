"""Files become documents: encodings, limits, ids, titles."""

import hashlib
from pathlib import Path

import pytest

from index import Document, SourceError, read_document, read_documents
from index.documents import MAX_SOURCE_BYTES

TEXT = "关于计划执行情况的报告\n一、总体情况\n全市生产总值增长6.1%,高于全国平均水平。\n"


def write(folder: Path, data: bytes, name: str = "report.txt") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_reads_the_encodings_of_chinese_files(tmp_path: Path, encoding: str) -> None:
    document = read_document(write(tmp_path, TEXT.encode(encoding)))
    assert document.text == TEXT
    assert document.id == "report"
    assert document.title == "关于计划执行情况的报告"
    assert document.source == "report.txt"
    assert document.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


def test_line_ends_and_spaces_stay_as_they_are(tmp_path: Path) -> None:
    text = "标题\r\n\r\n　　正文。\r最后 \t行𠮷\n"
    assert read_document(write(tmp_path, text.encode())).text == text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x01\x02", "binary"),
        (bytes(range(1, 32)) * 40, "binary"),
        ("élève à Orléans, café crème, où là-bas\n".encode("latin-1"), "neither"),
        ("\ufeff正文".encode("utf-16-le") + b"\x00", "neither"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_document(write(tmp_path, data))


def test_broken_utf8_is_not_read_as_gb18030(tmp_path: Path) -> None:
    data = TEXT.encode()
    broken = data[:40] + b"\xff" + data[41:]
    with pytest.raises(SourceError, match=r"broken at byte \d+"):
        read_document(write(tmp_path, broken))
    with pytest.raises(SourceError, match="broken at byte"):
        read_document(write(tmp_path, TEXT.rstrip("\n").encode()[:-1] + "。".encode()[:2]))


def test_a_file_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(ValueError, match="cannot be read"):
        read_document(tmp_path)


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "big.txt"
    with file.open("wb") as opened:
        opened.truncate(50 * 1024 * 1024)  # sparse
    with pytest.raises(SourceError, match="52 MB, over the limit of 21 MB"):
        read_document(file)
    assert MAX_SOURCE_BYTES == 20 * 1024 * 1024


def test_ids_of_folders_differ(tmp_path: Path) -> None:
    for name in ("2023/report.txt", "2024/report.txt", "2024/plan.md", "2024/README.md", "2024/table.csv"):
        write(tmp_path, TEXT.encode(), name)
    assert [document.id for document in read_documents([tmp_path])] == ["2023/report", "plan", "2024/report"]
    # A file named twice is read once.
    assert len(read_documents([tmp_path, tmp_path / "2024" / "plan.md"])) == 3


def test_ids_differ_where_even_the_folders_have_one_name(tmp_path: Path) -> None:
    for name in ("a/x/report.txt", "b/x/report.txt"):
        write(tmp_path, TEXT.encode(), name)
    ids = [document.id for document in read_documents([tmp_path])]
    assert len(set(ids)) == 2


def test_nothing_to_read(tmp_path: Path) -> None:
    write(tmp_path, b"x", "table.csv")
    with pytest.raises(SourceError, match="holds no readable file"):
        read_documents([tmp_path])
    with pytest.raises(SourceError, match="no source files were given"):
        read_documents([])


@pytest.mark.parametrize(
    ("first", "title"),
    [("各位代表:", "file"), ("现将情况报告如下。请审议", "file"), ("# 报告", "报告"), ("长" * 100, "长" * 79 + "…")],
)
def test_title(tmp_path: Path, first: str, title: str) -> None:
    assert read_document(write(tmp_path, f"\n{first}\n正文。\n".encode(), "file.txt")).title == title


def test_document_checks_itself() -> None:
    with pytest.raises(SourceError, match="needs an id"):
        Document(" ", "t", "text")
    with pytest.raises(SourceError, match="has no text"):
        Document("a", "t", " \n")
    with pytest.raises(SourceError, match="unpaired surrogate at character 1"):
        Document("a", "t", "x\ud800")
    with pytest.raises(SourceError, match="was altered"):
        Document("a", "t", "text", sha256="0" * 64)
