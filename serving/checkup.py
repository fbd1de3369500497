"""What ``trm doctor`` looks at: each finding says what is wrong and how to mend it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from core import audit, jobs
from core.errors import Unavailable
from core.jobs import JobState
from core.outreach import service as outreach
from serving import schema
from serving.web.console import DIST
from serving.wiring import Parts

LEAST_FREE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    en: str
    zh: str


def look(parts: Parts) -> list[Finding]:
    """Look at everything; one thing that is broken hides none of the others."""
    return [_safely(name, check, parts) for name, check in CHECKS.items()]


def _safely(name: str, check: Callable[[Parts], Finding], parts: Parts) -> Finding:
    try:
        return check(parts)
    except SQLAlchemyError:
        return Finding(
            name,
            ok=False,
            en="the database does not answer; check database_url, then run trm migrate",
            zh="数据库没有响应；检查 database_url，再运行 trm migrate",
        )
    except Unavailable as error:
        return Finding(name, ok=False, en=error.detail, zh=f"不可用：{error.detail}")


def _database(parts: Parts) -> Finding:
    state = schema.state(parts.db)
    if state.is_newer:
        return Finding(
            "schema",
            ok=False,
            en="the database was made by a newer TRM; install that version",
            zh="数据库由更新版本的 TRM 创建；请安装那个版本",
        )
    if state.current != state.wanted:
        return Finding("schema", ok=False, en="run trm migrate", zh="请运行 trm migrate")
    return Finding("schema", ok=True, en=f"at {state.current}", zh=f"版本 {state.current}")


def _space(parts: Parts) -> Finding:
    free = shutil.disk_usage(parts.paths.workspace).free
    gib = f"{free / (1 << 30):.1f} GiB"
    fine = free >= LEAST_FREE_BYTES
    return Finding(
        "disk",
        ok=fine,
        en=f"{gib} free" + ("" if fine else "; make room, writes will fail soon"),
        zh=f"剩余 {gib}" + ("" if fine else "；空间不足，请清理"),
    )


def _keys(parts: Parts) -> Finding:
    loose = [
        file.name
        for file in sorted(parts.paths.keys.glob("*.key"))
        if os.name == "posix" and file.stat().st_mode & 0o077
    ]
    if loose:
        names = ", ".join(loose)
        return Finding(
            "keys",
            ok=False,
            en=f"others can read {names} in {parts.paths.keys}; run chmod 600 on them",
            zh=f"{parts.paths.keys} 里的 {names} 可被他人读取；请执行 chmod 600",
        )
    return Finding("keys", ok=True, en="readable by the service only", zh="仅服务本身可读")


def _audit_log(parts: Parts) -> Finding:
    with parts.db.read() as session:
        verdict = audit.verify(
            session,
            seals=audit.exported_seals(parts.paths.seals),
            key=parts.keys().audit.public_key(),
        )
    if verdict.ok:
        return Finding(
            "audit log",
            ok=True,
            en=f"{verdict.sealed} entries as they were written, {verdict.unsealed} not sealed yet",
            zh=f"{verdict.sealed} 条记录完好，{verdict.unsealed} 条尚未封存",
        )
    said = "; ".join(verdict.problems)
    return Finding(
        "audit log",
        ok=False,
        en=f"{said}; compare with a backup",
        zh=f"审计日志被改动（{said}）；请与备份比对",
    )


def _background(parts: Parts) -> Finding:
    now = parts.clock.now()
    with parts.db.read() as session:
        failed = jobs.counts(session).get(JobState.FAILED, 0)
        waiting = jobs.oldest_due_s(session, now=now)
    if waiting > 300:
        return Finding(
            "background",
            ok=False,
            en=f"a job waits since {waiting:.0f} s; run trm worker, or trm serve --with-worker",
            zh=f"有任务已等待 {waiting:.0f} 秒；请运行 trm worker 或 trm serve --with-worker",
        )
    return Finding(
        "background", ok=True, en=f"{failed} failed jobs kept", zh=f"{failed} 个失败任务留存"
    )


def _messages(parts: Parts) -> Finding:
    with parts.db.read() as session:
        in_doubt = outreach.in_doubt(session)
    if in_doubt:
        return Finding(
            "messages",
            ok=False,
            en=f"{in_doubt} may or may not have gone out; look at them before sending again",
            zh=f"{in_doubt} 条消息无法确定是否发出；再次发送前请先核对",
        )
    if not parts.channels:
        return Finding(
            "messages",
            ok=True,
            en="no mail server is set: links are shown once to an admin (set smtp_url)",
            zh="没有设置邮件服务：链接只向管理员显示一次（可设置 smtp_url）",
        )
    channels = ", ".join(parts.channels)
    return Finding("messages", ok=True, en=f"sent by {channels}", zh=f"通过 {channels} 发送")


def _console(parts: Parts) -> Finding:
    if (DIST / "index.html").is_file():
        return Finding("console", ok=True, en="built", zh="已构建")
    return Finding("console", ok=False, en="not built; run make run", zh="未构建；请运行 make run")


def _index(parts: Parts) -> Finding:
    from serving.population import index_state

    state = index_state(parts)
    if state["people"] == 0:
        return Finding("index", ok=True, en="nobody to search yet", zh="还没有人才")
    if state["state"] != "ready":
        return Finding(
            "index",
            ok=False,
            en=f"{state['state']}; run trm index build",
            zh="没有可用的索引；请运行 trm index build",
        )
    return Finding(
        "index",
        ok=True,
        en=f"{state['indexed']} people, {state['behind']} changes after it in memory",
        zh=f"{state['indexed']} 人，其后 {state['behind']} 处变动在内存中",
    )


def _model(parts: Parts) -> Finding:
    loaded = parts.models.current()
    if loaded.notices:
        return Finding(
            "model",
            ok=False,
            en="no ranker can be loaded, people are ordered by rules; run trm promote",
            zh="没有可加载的排序模型，按规则排序；请运行 trm promote",
        )
    version, alias = loaded.ranker.version, _mlflow_alias(parts)
    if alias and alias != version:
        return Finding(
            "model",
            ok=False,
            en=f"{version} serves, though MLflow's alias says {alias}: run trm promote to switch",
            zh=f"正在使用 {version}，但 MLflow 别名指向 {alias}：切换请用 trm promote",
        )
    return Finding("model", ok=True, en=f"{version} serves", zh=f"正在使用 {version}")


def _mlflow_alias(parts: Parts) -> str:
    local = parts.paths.workspace / "mlflow"
    if not parts.settings.mlflow_uri and not (local / "mlflow.db").exists():
        return ""  # nothing was ever trained here, and asking takes seconds
    from trm_ml.tracking import runs

    return runs.aliased(parts.settings.mlflow_uri or runs.local_uri(local))


def _uploads(parts: Parts) -> Finding:
    from serving.intake import keeping

    kept, days = keeping.kept(parts), parts.settings.import_file_days
    size = f"{kept.size_bytes / 1_000_000:.1f} MB"
    age = (parts.clock.now() - kept.oldest).days if kept.oldest else 0
    en = f"{kept.files} files of imports, {size}, the oldest {age} days old, kept {days} days"
    zh = f"{kept.files} 个导入文件，{size}，最早的 {age} 天前，保存 {days} 天"
    if kept.overdue:
        en += f"; {kept.overdue} should be gone: run trm worker, it deletes them at 02:41 UTC"
        zh += f"；{kept.overdue} 个已到期：请运行 trm worker，它在 UTC 02:41 删除"
    if kept.strays:
        en += f"; {kept.strays} belong to no import and go with the next sweep"
        zh += f"；{kept.strays} 个不属于任何导入，下次清理时删除"
    return Finding("uploads", ok=not kept.overdue, en=en, zh=zh)


def _sandbox(_parts: Parts) -> Finding:
    from trm_ml.extract.documents.reader import DocumentReader

    with DocumentReader() as reader:
        held = ", ".join(reader.start())
    return Finding("documents", ok=True, en=f"read behind {held}", zh=f"解析隔离：{held}")


CHECKS: dict[str, Callable[[Parts], Finding]] = {
    "schema": _database,
    "disk": _space,
    "keys": _keys,
    "audit log": _audit_log,
    "background": _background,
    "messages": _messages,
    "uploads": _uploads,
    "index": _index,
    "model": _model,
    "documents": _sandbox,
    "console": _console,
}
