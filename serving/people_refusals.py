"""What is refused about people: erasing, merging, consent, tasks, pairs; in both languages."""

from serving.messages import Sentence

SENTENCES: dict[str, Sentence] = {
    "erased-already": Sentence(
        "已在删除",
        "Being erased already",
        "此人的数据已删除，或正在删除。",
        "This person was, or is being, erased.",
    ),
    "erasure-reason": Sentence(
        "需要填写理由",
        "A reason is needed",
        "删除需要理由：日后有人问起时要能说明。",
        "An erasure needs a reason, for whoever asks later why somebody is gone.",
    ),
    "merge-refused": Sentence(
        "不能合并",
        "These people cannot be merged",
        "这些人不能合并为一人：{reasons}。",
        "These people cannot be made one: {reasons}.",
    ),
    "merge-undone": Sentence(
        "合并已撤销",
        "The merge was undone already",
        "这次合并此前已经撤销。",
        "This merge was undone before.",
    ),
    "unmerge-refused": Sentence(
        "现在不能撤销合并",
        "The merge cannot be undone now",
        "此人的数据正在删除，合并不能再撤销。",
        "This person is being erased, so the merge cannot be undone.",
    ),
    "unmerge-reason": Sentence(
        "需要填写理由",
        "A reason is needed",
        "请写明为什么不是同一个人。",
        "Say why they are not the same person.",
    ),
    "consent-missing": Sentence(
        "没有得到同意",
        "Not allowed by the person",
        "本人没有同意这样使用或联系：{purpose}，{channel}（{why}）。",
        "The person did not allow this: {purpose} by {channel} ({why}).",
    ),
    "consent-invalid": Sentence(
        "这条记录写不进同意台账",
        "This cannot go into the ledger",
        "这条同意记录不能写入：{reasons}。",
        "This cannot be written into the consent ledger: {reasons}.",
    ),
    "wording-unknown": Sentence(
        "没有这份同意文本",
        "No such wording",
        "这个用途没有这份同意文本。先添加文本，再记录同意。",
        "There is no such wording for this purpose. Add the words first, then the consent.",
    ),
    "wording-exists": Sentence(
        "这个版本已有文本",
        "The version is taken",
        "版本“{version}”已有不同的文本。文本不能改，请用新的版本号。",
        "Version {version} holds other words. Words are never changed: take a new version.",
    ),
    "not-profiled": Sentence(
        "此人选择不被打分",
        "This person wants no score",
        "此人选择不被打分，请直接查看档案。",
        "This person wants no score; look at the profile instead.",
    ),
    "hold-invalid": Sentence(
        "保留设置不对",
        "The hold cannot be used",
        "没有设置：{reasons}。",
        "No hold was set: {reasons}.",
    ),
    "kept-out": Sentence(
        "此人要求不再保存其资料",
        "This person asked not to be kept",
        "这个邮箱或电话的主人要求不再保存其资料，没有写入。只有本人重新同意才能解除。",
        "Whoever has this address asked not to be kept, so nothing was stored. Only a new consent "
        "of their own lifts that.",
    ),
    "lift-invalid": Sentence(
        "需要理由",
        "A reason is needed",
        "解除禁止触达需要写明理由。",
        "Lifting a mark of do-not-contact needs a reason.",
    ),
    "suppression-invalid": Sentence(
        "地址无法识别",
        "The address cannot be read",
        "这不是有效的邮箱或电话号码，没有写入。",
        "This is no e-mail address or phone number; nothing was stored.",
    ),
    "task-invalid": Sentence(
        "这样写不成立",
        "This cannot be meant so",
        "没有保存：{reasons}。",
        "Nothing was saved: {reasons}.",
    ),
    "task-closed": Sentence(
        "任务状态不符",
        "The task does not stand so",
        "任务已经结束，或本来就没有结束。刷新后再试。",
        "The task is closed already, or open already. Read it again.",
    ),
    "pair-decided": Sentence(
        "已经有结论",
        "It was decided",
        "这一对已经有人做出判断（{state}）。先重新打开，再作判断。",
        "This pair was decided ({state}). Open it again to decide otherwise.",
    ),
    "same-person": Sentence(
        "同一个人",
        "One and the same person",
        "两次给出的是同一个人，没有可比较的。",
        "The same person was named twice; there is nothing to compare.",
    ),
    "no-dedupe-run": Sentence(
        "还没有查过重",
        "Nobody was compared yet",
        "还没有查过重。等后台任务完成，或运行 trm dedupe run。",
        "There was no run yet. Wait for the background job, or run `trm dedupe run`.",
    ),
    "owner-unknown": Sentence(
        "不能交给这个人",
        "It cannot be given to this account",
        "这个账号不存在、没有启用，或者无权查看此人。",
        "There is no active account with this id that may see the person.",
    ),
}
