"""Import runs from the file to the people: verdicts, refusals, corrections, resumption."""

import gzip
import io
import zipfile

import pytest

from core.actor import SYSTEM, Actor, Role
from core.errors import Conflict, NotFound
from core.intake import repository as intake
from core.intake.types import RunStatus
from core.profile import repository
from serving.intake import runs
from serving.intake.rows import InputUnusable
from serving.intake.runs import NewRun
from serving.intake.working import Work
from tests.documents import docx, line, lines, pdf, zipped

ANN = Actor("acc_ann", "Ann", frozenset({Role.RECRUITER}), frozenset({"team_a"}))
CSV = (
    "编号,姓名,手机,邮箱,城市,学历,毕业院校,工作年限,现公司,职位,技能,性别,渠道\n"
    "c1,张伟,13800138000,zhang@example.com,深圳市南山区,硕士,清华大学,5-7年,某某科技,算法工程师,Python、机器学习,男,内推\n"
    "c2,李娜,1.39E+10,li@example.com,北京,本科,北京大学,应届,,,Excel,女,校招\n"
    "c3,,,,,,,,,,,,\n"
    "c1,王芳,13700137000,wang@example.com,上海,,,,,,,,\n"
    "c4,赵敏,12345,not-an-address,广州,,,,,,,,\n"
    "c5,周杰,13800138000,,,,,,,,,,\n"
)


def taken_in(parts, content, name="人才.csv", *, actor=SYSTEM, kind="talents", **more):
    with parts.db.write() as session:
        return runs.create(
            parts, session, actor, NewRun(kind, "ats", name, **more), io.BytesIO(content),
            now=parts.clock.now(),
        )  # fmt: skip


def worked(parts, run, actor=SYSTEM):
    with parts.db.write() as session:
        run = runs.begin(session, actor, run.id, now=parts.clock.now())
    return Work(parts, actor, run, runs.path_of(parts, run)).run()


def imported(parts, content, name="人才.csv", **more):
    return worked(parts, taken_in(parts, content, name, **more))


def people_of(parts):
    with parts.db.read() as session:
        found = repository.page(session, SYSTEM, limit=200).items
    return {item.facts.name: item for item in found}


def refused_of(parts, run):
    with parts.db.read() as session:
        return list(intake.all_refused(session, run.id))


def test_a_table_becomes_people_and_every_doubt_is_told(parts):
    run = imported(parts, CSV.encode("gbk"))
    assert run.status is RunStatus.DONE
    counts = run.counts
    assert (counts.created, counts.updated, counts.refused, counts.flagged) == (
        4,
        0,
        2,
        3,
    )  # 周杰 shares 张伟's telephone
    people = people_of(parts)
    zhang = next(item for item in people.values() if "zhang@example.com" in item.facts.emails)
    assert zhang.facts.place.city == "深圳"
    assert zhang.facts.years == 5
    assert zhang.facts.educations[0].level.name == "MASTER"
    assert zhang.facts.employments[0].title == "算法工程师"
    lexicon = parts.lexicon()
    wanted = {lexicon.skills.ids[lexicon.skill_of(name)] for name in ("Python", "机器学习")}
    assert wanted <= {skill.skill_id for skill in zhang.facts.skills}
    for skill in zhang.facts.skills:
        for span in skill.evidence:
            with parts.db.read() as session:
                text = repository.source_text(session, SYSTEM, span.source_id)
            assert text[span.start : span.end] == span.text
    assert people["李娜"].facts.phones == ()
    assert people["李娜"].facts.years == 0
    assert people["赵敏"].facts.phones == ("12345",)
    assert people["赵敏"].facts.emails == ()
    refused = refused_of(parts, run)
    assert [(item.line, item.reason.code) for item in refused] == [
        (4, "no-identity"), (5, "repeated-id"),
    ]  # fmt: skip
    assert refused[1].row["姓名"] == "王芳"
    assert "性别" not in refused[1].row
    with parts.db.read() as session:
        flagged = intake.flagged(session, run.id)
    assert [(item.line, item.field, item.reason.code) for item in flagged] == [
        (3, "phone", "damaged-number"), (6, "email", "strange-email"),
        (7, "email", "possible-duplicate"),
    ]  # fmt: skip


def test_protected_columns_are_kept_nowhere_in_the_records(parts):
    imported(parts, CSV.encode())
    with parts.db.read() as session:
        for person in people_of(parts).values():
            for record in repository.sources_of(session, SYSTEM, person.id):
                assert "性别" not in record.raw
                assert "渠道" in record.raw
                assert "男" not in record.facts.text


def test_what_may_not_be_kept_is_not_kept(parts):
    secret = "44030119900307123X"
    body = f"姓名：张伟\\n身份证号：{secret}\\n婚姻状况：已婚\\n技能：Python".replace("\\n", "\n")
    table = f'姓名,邮箱,简历\n张伟,z@x.cn,"{body}"\n'
    imported(parts, table.encode())
    imported(parts, body.encode(), "李娜.txt")
    with parts.db.read() as session:
        people = repository.page(session, SYSTEM).items
        assert len(people) == 2
        for person in people:
            assert "Python" in repository.get(session, SYSTEM, person.id).facts.text
            for record in repository.sources_of(session, SYSTEM, person.id):
                assert secret not in str(record)
                assert "已婚" not in str(record)
        assert repository.page(session, SYSTEM, q=secret).total == 0


def test_a_gzipped_table_is_read_and_a_broken_one_refused(parts):
    packed = gzip.compress(CSV.encode("gbk"))
    assert imported(parts, packed, "人才.csv.gz").counts.created == 4
    for broken in (packed[:-9], packed[:40] + b"x" * 40):
        with pytest.raises(InputUnusable):
            taken_in(parts, broken, "人才.csv.gz")


def test_the_same_file_again_changes_nothing(parts):
    imported(parts, CSV.encode())
    before = people_of(parts)
    again = imported(parts, CSV.encode("gbk"))
    assert (again.counts.unchanged, again.counts.created, again.counts.updated) == (4, 0, 0)
    assert people_of(parts) == before


def test_a_dry_run_says_what_the_run_does_and_stores_nothing(parts):
    rehearsed = imported(parts, CSV.encode(), dry_run=True)
    assert people_of(parts) == {}
    done = imported(parts, CSV.encode())
    assert rehearsed.counts == done.counts
    again = imported(parts, CSV.encode(), dry_run=True)
    assert again.counts.unchanged == 4


def test_a_dry_run_sees_across_batches(parts):
    body = "".join(f"P{at},p{at % 1500}@x.cn\n" for at in range(2500))
    content = ("name,email\n" + body).encode()
    rehearsed = imported(parts, content, dry_run=True)
    done = imported(parts, content)
    assert rehearsed.counts == done.counts
    assert done.counts.created == 1500


def test_the_guess_is_shown_and_corrected_before_the_start(parts):
    run = taken_in(parts, "人,花名\n张伟,阿伟\n李娜,小李\n".encode(), mapping={"花名": "name"})
    assert [(item.outcome.value, item.name) for item in run.sample] == [
        ("new", "阿伟"),
        ("new", "小李"),
    ]
    with parts.db.write() as session:
        run = runs.change(parts, session, SYSTEM, run.id, mapping={"花名": "", "人": "name"})
    assert run.version == 2
    assert [item.name for item in run.sample] == ["张伟", "李娜"]
    worked(parts, run)
    assert set(people_of(parts)) == {"张伟", "李娜"}
    with parts.db.write() as session, pytest.raises(Conflict):
        runs.change(parts, session, SYSTEM, run.id, dry_run=True)


def test_after_a_dry_run_it_can_be_done_in_earnest(parts):
    run = imported(parts, CSV.encode(), dry_run=True)
    with parts.db.write() as session:
        run = runs.change(parts, session, SYSTEM, run.id, dry_run=False)
    assert worked(parts, run).counts.created == 4


def test_runs_belong_to_who_began_them(parts):
    run = taken_in(parts, CSV.encode(), actor=ANN)
    with parts.db.read() as session:
        assert runs.page(session, ANN)[2] == 1
        other = Actor("acc_ben", "Ben", frozenset({Role.RECRUITER}))
        assert runs.page(session, other) == ([], "", 0)
        with pytest.raises(NotFound):
            runs.get(session, other, run.id)
        assert runs.get(session, SYSTEM, run.id).id == run.id


def test_an_import_for_a_team_is_seen_by_that_team(parts):
    run = worked(parts, taken_in(parts, CSV.encode(), actor=ANN, team_id="team_a"), ANN)
    assert run.counts.created == 4
    with parts.db.read() as session:
        other = Actor("acc_ben", "Ben", frozenset({Role.RECRUITER}), frozenset({"team_b"}))
        assert repository.page(session, ANN).total == 4
        assert repository.page(session, other).total == 0


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "empty"),
        ("幸运色,幸运数\n红,7\n".encode(), "a.csv", "no-known-columns"),
        ("姓名,手机\n".encode(), "a.csv", "no-rows"),
        (b"\xff\xfe\xfd\xfc\x00", "a.csv", "false-mark"),
        (bytes(range(128, 256)) * 3, "a.csv", "encoding"),
        (b"PK\x03\x04 broken", "a.zip", "zip-damaged"),
        (zipped({"__MACOSX/x": b"x"}), "a.zip", "no-documents"),
    ],
)
def test_files_without_anything_usable_are_refused_at_once(parts, content, name, code):
    with pytest.raises(InputUnusable) as caught:
        taken_in(parts, content, name)
    assert caught.value.reason.code == code
    imports = parts.paths.workspace / "imports"
    assert list(imports.iterdir()) == []


CV = ["张伟", "手机：13800138000  邮箱：zhang@example.com", "深圳", "工作经历", "2019.07-2023.06 某某科技有限公司 算法工程师",
      "负责推荐系统，使用 Python、TensorFlow", "教育经历", "2016-2019 清华大学 计算机 硕士"]  # fmt: skip


def folder_zip():
    hidden = lines(["Ann Lee", "ann@example.com", "Java developer"]) + line(
        "Kubernetes Rust", 60, 90, before="1 1 1 rg"
    )
    return zipped(
        {
            "简历/张伟.pdf": pdf([lines(CV)]),
            "简历/李娜.docx": docx("李娜", "电话：13900139000", "Java 工程师，五年经验"),
            "ann.pdf": pdf([hidden]),
            "notes.txt": "王芳\n邮箱：wang@example.com\n产品经理".encode("gbk"),
            "scan.pdf": pdf([""]),
            "photo.jpg": b"\xff\xd8\xff\xe0",
            "long.pdf": pdf([lines(["x"])], pages=200),
            "empty.txt": b"",
            "bomb.docx": docx("x", extra={"word/a.bin": b"0" * 101_000_000}),
            ".DS_Store": b"x",
            "__MACOSX/._ann.pdf": b"x",
        }
    )


def test_a_zip_of_cvs_becomes_people_with_their_files(parts):
    content = folder_zip()
    run = imported(parts, content, "cvs.zip")
    assert (run.counts.created, run.counts.refused, run.counts.flagged) == (4, 5, 1)
    reasons = {item.row["file"]: item.reason.code for item in refused_of(parts, run)}
    assert reasons == {
        "scan.pdf": "pdf-no-text",
        "photo.jpg": "picture",
        "long.pdf": "pdf-pages",
        "empty.txt": "empty",
        "bomb.docx": "zip-unpacked",
    }
    with parts.db.read() as session:
        found = repository.page(session, SYSTEM, q="zhang@example.com").items
        assert len(found) == 1
        assert any(skill.evidence[0].text == "Python" for skill in found[0].facts.skills)
        file = repository.attachments_of(session, SYSTEM, found[0].id)[0]
        assert (file.file_name, file.media_type) == ("张伟.pdf", "application/pdf")
        assert parts.attachments.read(file.stored_as).startswith(b"%PDF")
        assert repository.page(session, SYSTEM, q="Kubernetes").total == 0
        assert intake.flagged(session, run.id)[0].reason.code == "hidden-text"
    again = imported(parts, content, "cvs.zip")
    assert again.counts.unchanged == 4
    stored = [path for path in parts.paths.attachments.rglob("*") if path.is_file()]
    assert len(stored) == 4


def test_names_in_an_archive_of_chinese_windows(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("xxxx.txt")
        archive.writestr(info, "张伟\n邮箱：z@example.com".encode())
    raw = out.getvalue().replace(b"xxxx.txt", "张伟".encode("gbk") + b".txt")
    run = imported(parts, raw, "cvs.zip")
    assert run.counts.created == 1
    with parts.db.read() as session:
        person = repository.page(session, SYSTEM).items[0]
        assert repository.attachments_of(session, SYSTEM, person.id)[0].file_name == "张伟.txt"


def test_one_document_is_one_person(parts):
    run = imported(parts, pdf([lines(CV)]), "张伟.pdf")
    assert run.counts.created == 1


def test_a_run_that_was_cut_off_goes_on_and_ends_the_same(parts):
    body = "".join(f"c{at},P{at},p{at % 1700}@x.cn\n" for at in range(3300))
    run = taken_in(parts, ("id,name,email\n" + body).encode())
    with parts.db.write() as session:
        run = runs.begin(session, SYSTEM, run.id, now=parts.clock.now())

    class Killed(Exception):
        pass

    def killer(done, total=None, note=""):
        if done >= 2000:
            raise Killed

    path = runs.path_of(parts, run)
    with pytest.raises(Killed):
        Work(parts, SYSTEM, run, path).run(report=killer)
    with parts.db.read() as session:
        left = runs.get(session, SYSTEM, run.id)
        assert (left.done, left.status) == (2000, RunStatus.RUNNING)
    ended = Work(parts, SYSTEM, left, path).run()
    assert ended.counts.total == 3300
    assert ended.counts.created == 1700
    with parts.db.read() as session:
        assert repository.count(session) == 1700
    with pytest.raises(Conflict):
        Work(parts, SYSTEM, left, path).run()


def test_a_run_in_the_background(parts):
    from core import jobs
    from core.jobs import JobName

    run = taken_in(parts, CSV.encode())
    with parts.db.write() as session:
        run = runs.start(session, SYSTEM, run.id, now=parts.clock.now())
        assert run.status is RunStatus.RUNNING
        job = jobs.claim(session, "test", now=parts.clock.now())
    assert job.name is JobName.IMPORT_TALENTS

    class Progress:
        job_id = job.id
        ended = 0

        def __call__(self, done, total=None, note=""):
            assert total == 6

        def finish(self, session):
            self.ended += 1

    progress = Progress()
    runs.import_talents(parts, job.payload, progress)
    assert progress.ended == 1
    with parts.db.read() as session:
        assert runs.get(session, SYSTEM, run.id).status is RunStatus.DONE
        found, total = runs.rejected(parts, session, SYSTEM, run.id, after_line=4, limit=1)
        assert (total, found[0].line) == (2, 5)


def test_people_whose_ids_a_spreadsheet_rounded_are_not_taken_for_one(parts):
    content = "编号,姓名,手机\n2.02601E+14,张伟,13800138000\n2.02601E+14,李娜,13900139000\n".encode(
        "gbk"
    )
    run = imported(parts, content)
    assert (run.counts.created, run.counts.refused, run.counts.flagged) == (2, 0, 2)
    assert set(people_of(parts)) == {"张伟", "李娜"}
    assert imported(parts, content).counts.unchanged == 2
