"""An import of 200,000 rows: in memory, in time, nothing twice (TRUST R22)."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.actor import SYSTEM
from core.intake import repository as intake
from core.profile import repository
from tests.crash.importer import parts_of

SCRIPT = Path(__file__).with_name("importer.py")
ROWS = 200_000
MAX_S = 180
MAX_KB = 600_000
WATCHED = (
    "import resource, runpy, sys\n"
    "sys.argv = sys.argv[1:]\n"
    "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    "used = resource.getrusage(resource.RUSAGE_SELF)\n"
    "print('used', used.ru_maxrss, used.ru_utime + used.ru_stime)\n"
)


@pytest.mark.long
def test_two_hundred_thousand_rows(tmp_path):
    file = tmp_path / "人才.csv"
    with file.open("w", encoding="gb18030", newline="") as out:
        out.write("编号,姓名,手机,邮箱,城市,学历,毕业院校,工作年限,现公司,现职位,技能\r\n")
        for at in range(ROWS):
            out.write(
                f"c{at},张伟{at},138{at:08d},p{at}@example.com,深圳,硕士,清华大学,{at % 20}年,"
                f"某某科技有限公司{at % 999},算法工程师,Python、Java、机器学习、SQL\r\n"
            )
    command = [sys.executable, "-c", WATCHED, str(SCRIPT), str(tmp_path / "work"), str(file)]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lasted_s = time.perf_counter() - began
    found = re.search(r"used (\d+) ([\d.]+)", done.stdout)
    assert found is not None
    memory_kb, cpu_s = int(found[1]), float(found[2])
    print(f"{ROWS} rows: {lasted_s:.0f} s, {cpu_s:.0f} s of CPU, {memory_kb / 1000:.0f} MB")
    assert memory_kb < MAX_KB
    assert cpu_s < MAX_S
    parts = parts_of(tmp_path / "work")
    with parts.db.read() as session:
        [run] = intake.page(session, SYSTEM)[0]
        assert run.counts.created == ROWS == repository.count(session)
    parts.db.close()
