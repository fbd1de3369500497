/** 重复档案：对比、合并、拆分。 */
export const merging = {
  nav: '查重', title: '疑似重复', states: { open: '待判断', same: '同一人', different: '两个人', skipped: '不确定' }, which: '范围', count_other: '{{formatted}} 组',
  none: '没有待判断的', noneText: '系统每晚会对比一遍。大批导入之后，可以现在就对比。', noneOther: '这里没有记录', run: '立即对比全部', started: '正在后台对比，结果会出现在这里。', lastRun: '{{date}}对比了 {{people}} 人，{{review}} 组待判断', chance: '同一人的概率 {{percent}}',
  same: '同一人', different: '两个人', skip: '不确定', keys: '1 同一人 · 2 两个人 · 3 不确定 · J K 移动', reasonPair: '查重列表中判断', reasonHand: '手动合并', mergeThem: '合并', merged_other: '已合并 {{count}} 人。', parted: '已恢复为两个人。', decided: { same: '同一人。', different: '两个人，以后不再提示。', skipped: '先放一放。', open: '重新判断。' }, reopen: '重新判断',
  evidence: '为什么可能是同一人', noEvidence: '没有双方都填写的字段可比较。', stays: '保留', makeStay: '保留这一份', differs: '不同之处', alike: '保留的内容没有不同。', pick: '点选要保留的值；不选则按规则。', kept: '保留', byRule: '按规则', chosen: '已选', field: '字段', empty: '—', reason: '原因', more: '更多', against: '不能合并：{{reasons}}', flaws: { 'they are one already': '已经是同一个人', 'one of them is invented and the other is not': '一个是虚构的，另一个不是', 'one of them is being erased': '其中一个正在删除' },
  fields: { name: '姓名', headline: '一句话介绍', summary: '简介', emails: '邮箱', phones: '电话', place: '所在地', desired_places: '意向地点', years: '年限', skills: '技能', languages: '语言', educations: '教育', employments: '经历', certificates: '证书', birth_date: '出生日期', gender: '性别' },
  compare: '对比档案', tooFew: '需要两到三个人', tooFewText: '在人才列表中勾选两到三人，再点“合并”。', mergeTicked: '合并', back: '返回人才列表',
  history: '合并记录', historyOf: '{{name}}也是此人', at: '{{date}}，{{reason}}', part: '拆分', partTitle: '其实是两个人？', partText: '各来源回到原来的档案。期间撤回的同意，对两人都有效。', partLater: '合并之后的手动编辑归', partSurvivor: '这份档案', partMerged: '另一份档案', partReason: '依据', undone: '{{date}}拆分：{{reason}}', mistake: '当即撤销',
};
