import { care } from '@/words/care.zh';
import { merging } from '@/words/merge.zh';
import type { Words } from '@/words/en';

/** The same keys as English, except the singular forms, which Chinese has not. */
type Chinese<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : T[K] extends readonly string[] ? string[] : Chinese<T[K]>;
};

export const zh: Chinese<Words> = {
  ...care,
  merging,
  app: { name: 'TRM', tagline: '人才关系管理' },
  nav: {
    people: '人才', tasks: '待办', duplicates: '查重', trust: '信任与合规', jobs: '职位', review: '评审', imports: '导入', models: '模型', settings: '设置',
    access: '成员与权限', system: '系统', search: '搜索或跳转…', menu: '菜单', main: '主导航',
    skip: '跳到正文', account: '我的账号', signOut: '退出登录', shortcuts: '快捷键', docs: 'API 文档',
  },
  do: {
    save: '保存', cancel: '取消', close: '关闭', undo: '撤销', retry: '重试', add: '添加', remove: '移除',
    edit: '编辑', back: '返回', next: '下一步', more: '加载更多', copy: '复制', copied: '已复制', download: '下载',
    open: '打开', clear: '清除', apply: '应用', confirm: '确认', create: '创建', show: '显示', hide: '隐藏',
  },
  prefs: {
    title: '设置', note: '设置随账号走，换设备也有效。', language: '语言', theme: '外观', light: '浅色', dark: '深色', system: '跟随系统',
    density: '密度', compact: '紧凑', comfortable: '宽松', timezone: '时区', zoneNote: '所有时间按{{zone}}显示。',
    saved: '设置已保存。', display: '语言与显示',
  },
  state: {
    loading: '加载中', failed: '内容没能加载出来', kept: '数据没有任何改动，你填写的内容还在。',
    offline: '服务器没有响应。确认服务已启动、网络正常后再试。',
    forbidden: '你的角色没有这项权限，管理员可在“成员与权限”中调整。',
    notFound: '没有找到', notFoundDetail: '可能已被删除，或属于你不在的团队。',
    conflict: '编辑期间，其他人改动了这条记录。', conflictDo: '重新加载可看到对方的版本；离开本页之前，你写的内容都在。',
    rolledBack: '改动没有保存成功，已恢复原状。', partial: '部分内容没能加载，其余均为最新。',
    crash: '页面出错了', crashDetail: '数据都在服务器上，没有丢失。重新加载即可；如果再次出现，把本页地址发给管理员。',
    reload: '重新加载', reference: '编号 {{id}}',
  },
  time: { now: '刚刚', month: '月', present: '至今', year_other: '{{count}} 年', yearsShort: '{{years}} 年', zone: '时间按{{zone}}显示' },
  education: { unknown: '—', secondary: '高中/中专', diploma: '大专', bachelor: '本科', master: '硕士', doctorate: '博士' },
  reach: { label: '可联系', email: '邮箱', phone: '电话' },
  invented: '虚构', inventedHint: '演示数据中的虚构人物',
  signin: {
    sso: '用{{name}}登录', ssoNoAccount: '登录服务认识你，但这里没有你的账号。请让管理员邀请你。', ssoDown: '公司的登录服务没有响应。稍后再试，或用密码登录。', ssoRefused: '单点登录没有成功，请再试一次。',
    title: '登录', email: '邮箱', password: '密码', go: '登录', forgot: '忘记密码？',
    wrong: '邮箱或密码不正确，或账号已停用。', slow: '尝试次数过多，一分钟后再试。',
    setupTitle: '初始化 TRM', setupNote: '你是第一位使用者，这个账号将成为管理员。', name: '姓名', newPassword: '设置密码', passwordHint: '至少 12 个字符，用一句短话也可以。',
    setupGo: '创建账号', setupUsed: '初始化链接已使用或已过期。重启服务会打印新的链接，也可以直接登录。',
    inviteTitle: '加入工作区', inviteNote: '填写姓名并设置密码，即可接受邀请。', inviteGo: '接受邀请', inviteUsed: '邀请已使用或已过期，找邀请你的人再发一次。',
    resetTitle: '重置密码', resetNote: '填写邮箱。如果账号存在，会收到一小时内有效的链接。', resetGo: '发送链接',
    resetSent: '如果该邮箱有账号，链接已在路上。', resetAdmin: '本系统还没有配置发信服务：链接可向管理员索取。', newTitle: '设置新密码', newGo: '保存密码', newDone: '密码已保存，用新密码登录即可。', newUsed: '链接已使用或已过期，重新申请一个即可。',
    token: '初始化码', back: '返回登录', short: '密码至少 12 个字符。', badEmail: '邮箱格式不对，应形如 name@company.com。', needName: '填写姓名。',
  },
  blind: { title: '盲审', note: '不显示姓名、联系方式和学校，每个人用固定的代号。开启和关闭都会记入审计日志。' },
  factor: {
    title: '双重验证', askTitle: '输入验证码', askNote: '打开手机上的验证器应用，输入这里的 6 位验证码；也可以输入一个恢复码。', code: '验证码', mustNote: '你的角色必须使用双重验证。设置好之后即可继续。',
    begin: '开始设置', scan: '用验证器应用扫描二维码，然后输入它显示的 6 位数字。', picture: '双重验证的二维码', byHand: '不能扫描时，手动输入这个密钥：', confirm: '确认并开启',
    keep: '把这些恢复码保存在安全的地方：手机丢失时，每个可以代替验证码用一次。它们只显示这一次。', kept: '已保存', on_other: '已开启，还剩 {{count}} 个恢复码', off: '未开启', isOff: '双重验证已关闭。',
    turnOn: '开启', turnOff: '关闭', renew: '换新恢复码',
  },
  people: {
    title: '人才', countMore: '超过 {{formatted}} 人', count_other: '{{count}} 人', search: '姓名、技能、公司、职务…', searchLabel: '搜索人才',
    sentence: '人才：', and: '且', filter: '筛选', addFilter: '添加条件', clearAll: '全部清除', field: '字段', op: '条件', value: '取值', unreadable: '无法识别的筛选条件：{{rule}}',
    name: '姓名', role: '职务与公司', place: '所在地', years: '年限', education: '学历', skills: '技能', languages: '语言', updated: '更新', columns: '列', usual: '恢复默认', bulk: '对勾选的人', tick: '勾选（X）；按住 Shift 勾选一段', ticked_other: '已勾选 {{formatted}} 人', tickLoaded: '勾选已显示的 {{formatted}} 人', untick: '清除', planFor_other: '为 {{formatted}} 人添加待办',
    newPerson: '新建人才', emptyTitle: '还没有人才', emptyText: '简历、表格或 ATS 导出都可以导入。每个人合成一份档案，每项信息都能查到来源。', emptyGo: '导入人才',
    noneTitle: '没有符合条件的人', noneText: '去掉一个条件，或减少搜索词。', preview: '预览', previewHint: '↑ ↓ 切换，Enter 打开，Esc 关闭',
    sort: '排序', sortUpdated: '最近更新', sortName: '姓名', sortYears: '年限', about: '约 {{count}}', openProfile: '打开档案',
    export: '导出', exportHint_other: '把当前 {{formatted}} 人连同联系方式导出为 CSV；导出会记入审计日志', exported_other: '已导出 {{formatted}} 人，并记入审计日志。', exportName: '人才',
    fields: { city: '城市', region: '地区', years: '年限', skill: '技能', education: '学历', language: '语言' },
    clause: {
      city: { '=': '在{{value}}', '!=': '不在{{value}}', in: '在{{value}}' },
      region: { '=': '在{{value}}', '!=': '不在{{value}}', in: '在{{value}}' },
      skill: { '=': '会 {{value}}', '!=': '不会 {{value}}', in: '会 {{value}} 之一' },
      language: { '=': '懂{{value}}', '!=': '不懂{{value}}', in: '懂{{value}}之一' },
      years: { '=': '恰好 {{value}} 年', '!=': '不是 {{value}} 年', '<': '不到 {{value}} 年', '<=': '至多 {{value}} 年', '>': '超过 {{value}} 年', '>=': '{{value}} 年及以上', in: '{{value}} 年' },
      education: { '=': '{{value}}', '!=': '非{{value}}', '<': '{{value}}以下（不含）', '<=': '{{value}}及以下', '>': '{{value}}以上（不含）', '>=': '{{value}}及以上', in: '{{value}}之一' },
    },
    ops: { '=': '等于', '!=': '不等于', '<': '小于', '<=': '至多', '>': '大于', '>=': '至少', in: '属于' },
  },
  talent: {
    facts: '档案', timeline: '时间线', resume: '简历', matches: '合适的职位', contact: '联系方式', hidden: '联系方式仅招聘专员可见。', experience: '工作经历', educations: '教育经历', skills: '技能', languages: '语言', certificates: '证书',
    summary: '概述', place: '所在地', desired: '意向城市', years: '工作年限', level: '最高学历', sources: '来源', from: '来自 {{source}}，{{date}}', unless: '除另有注明外，均来自 {{source}}，{{date}}。', byHand: '手工填写，{{date}}', noSource: '来源不详',
    evidence_other: '简历中 {{count}} 处', noEvidence: '没有可指向的原句', headline: '一句话介绍', name: '姓名', phone: '电话', email: '邮箱', city: '城市',
    editTitle: '手工编辑', editNote: '手工填写会成为单独的来源，优先于导入的值，可随时撤销。', saved: '已保存。', undone: '已撤销。', undoLast: '撤销上次编辑', undoNothing: '没有可撤销的手工编辑。',
    noTimeline: '还没有记录', noTimelineText: '电话、邮件、面试和备注会按发生时间列在这里。', addNote: '写一条记录', notePlaceholder: '一句话说明发生了什么', noteKind: '类型', kinds: { note: '备注', call: '电话', email: '邮件', meeting: '会面', interview: '面试', application: '投递', message: '消息', event: '活动', import: '导入', offer: 'Offer', referral: '内推' },
    out: '我方', in: '对方', noResume: '没有简历', noResumeText: '导入此人的简历后，可在这里阅读，证据会标出。', original: '原始文件', version: '第 {{n}} 版', marked: '标出', textOf: '原文',
    jobsFor: '在招职位，按匹配分排列', noJobs: '没有可比较的在招职位', noJobsText: '先新建职位，再用同一个模型为此人打分。', newJob: '新建职位', missing: '缺少', nothingMissing: '硬性要求均满足', skillsCount_other: '{{count}} 项技能', showAll: '全部显示', showFewer: '收起',
    newTitle: '新建人才', newText: '简历正文', newTextHint: '选填。粘贴简历后，系统从中读取各项信息。', created: '已新建。', moved: '该档案已合并，当前显示的是保留的档案。', since: '{{date}}入库', ongoing: '至今',
  },
  jobs: {
    saved: '职位已保存。', everybody: '全公司',
    title: '职位', count_other: '{{count}} 个职位', new: '新建职位', search: '搜索职位', name: '职位名称', team: '团队', status: '状态', must: '硬性要求', shortlists: '短名单', decided: '已决定', manager: '用人经理', updated: '更新', created: '创建',
    statuses: { open: '在招', paused: '暂停', closed: '关闭', filled: '已招满', draft: '草稿', on_hold: '暂停', archived: '归档' }, all: '全部', emptyTitle: '还没有职位', emptyText: '粘贴一份职位描述，系统会读出要求，并为它给人才排序、说明理由。', none: '没有符合的职位',
    noneText: '换个搜索词，或改一下状态。', noTeam: '未分团队', noManager: '未指定', neverRanked: '尚未排序', versions: '职位描述第 {{n}} 版',
    newTitle: '新建职位', jd: '职位描述', jdHint: '中英文均可，粘贴全文；输入时即读出要求。', jobTitle: '职位名称', titleHint: '留空则从正文读取', read: '读出的要求', reading: '读取中…', nothingRead: '还没有读出要求，保存后可手工添加。', createAndRank: '创建并排序',
    language: '正文语言', example: '用示例试试', readAs: '识别为',
  },
  match: {
    title: '匹配', jd: '职位描述', requirements: '要求', must: '硬性要求', nice: '加分项', musts: '硬性要求', nices: '加分项', weight: '权重', weights: { low: '低', normal: '中', high: '高' }, addNeed: '添加要求', addNeedHint: '技能、“5 年”、“硕士”、城市…', notRead: '没有识别出要求。可以写技能、年限、学历、语言或城市。', makeNice: '改为加分项', makeMust: '改为硬性要求',
    changed_other: '{{count}} 处改动未排序', rerank: '重新排序', discard: '放弃改动', ranking: '排序中…', rank: '开始排序', kinds: { skill: '技能', title: '职务', years: '年限', education: '学历', language: '语言', place: '地点', certificate: '证书' },
    emptyTitle: '尚未排序', emptyText: '按简历中有据可查的内容为这个职位排序，每个人都附理由，可逐条核对。', noPeople: '工作区里还没有人才', noPeopleText: '先导入简历或表格，再来排序。', nobody: '没有人通过筛选', nobodyText: '去掉一个筛选条件，或把某项硬性要求改为加分项。',
    listHead: '{{considered}} 人中的前 {{shown}} 人', made: '模型 {{model}}，{{date}}。', madeByRules: '按规则排序，{{date}}。', advice: '仅供参考，由你决定。', rules: '规则排序', rulesNote: '没有加载训练好的模型，当前按规则排序。', fit: '匹配分', fitWord: { strong: '很匹配', good: '较匹配', partial: '部分匹配', weak: '匹配较低' }, missing: '缺', more: '+{{count}}',
    evidence: '证据', evidenceFor: '理由：{{reason}}', noEvidence: '这一条由整份档案得出，没有单独的原句。', fullResume: '在简历中查看', from: '来自', what: '哪些变化会影响排名', contribution: '对分数的影响', raises: '提高分数', lowers: '降低分数',
    accept: '通过', maybe: '待定', reject: '不合适', accepted: '已通过', maybed: '待定', rejected: '不合适', undecided: '未决定', reason: '理由', reasonHint: '用自己的话写，随决定保存', reasonFor: { accept: '为什么通过{{name}}？', maybe: '{{name}}还有什么待确认？', reject: '{{name}}为什么不合适？' }, quick: { accept: ['技能符合', '级别合适', '此前接触过'], maybe: ['需先电话沟通', '级别待确认', '地点待商量'], reject: ['缺硬性要求', '级别偏低', '级别偏高', '地点不合适'] }, decided: '已记录：{{decision}}', cleared: '已撤回决定', needReason: '填写理由，随决定保存。', saveDecision: '保存决定',
    compare: '对比', compareTitle: '对比', comparePick: '最多选三人对比', compareHint: '在列表中勾选两到三人的“对比”。', compareNow: '对比 {{count}} 人', compareFull: '最多三人，先移除一位。', requirement: '要求', met: '符合', unmet: '未体现', near: '相近', removeCompare: '移出对比', overall: '匹配分',
    whyNot: '为什么没有他/她？', whyNotHint: '输入姓名', whyNotText: '选一位不在名单里的人，看看差在哪里。', stages: { filtered: '{{name}}不符合筛选条件。', 'not-retrieved': '{{name}}与职位描述相差较远，没有进入打分。', 'below-the-cut': '{{name}}排在第 {{rank}} 位，在所示名单之后。', 'not-indexed': '{{name}}尚未建立索引，一分钟后再试。', listed: '{{name}}在名单中，排第 {{rank}} 位。' }, gap: '与名单最后一位差 {{gap}} 分', failed: '未满足的筛选', theirFit: '匹配分', wouldHelp: '补上什么会上升',
    filter: '仅看', where: '筛选人才', top: '显示', history: '以往名单', latest: '最新', review: '评审视图', hideJd: '收起职位', showJd: '展开职位', notices: '提示', keys: 'A 通过 · M 待定 · R 不合适 · C 对比', progress: '已决定 {{done}}/{{all}}', newVersion: '更换正文', newVersionNote: '旧正文会保留为一个版本，要求将重新读取。', saveVersion: '保存并重新读取', all: '全部', onlyUndecided: '未决定', requirementsSaved: '要求已保存', jobDetails: '职位信息', noNeeds: '还没有要求', stale: '名单生成后，要求有改动。',
    excerpt: '“{{text}}”', more_other: '另有 {{count}} 项',
  },
  review: {
    title: '评审', yours: '我的招聘需求', none: '没有待评审的名单', noneText: '招聘专员为你的职位生成短名单后，会出现在这里。', star: '看好', maybe: '待定', pass: '不考虑', progress: '{{n}} / {{all}}', done: '已全部评审', doneText: '招聘专员会看到你的选择和理由，不会向任何人发送消息。', again: '再看一遍', reason: '理由', reasonHint: '给招聘专员写几个字', prev: '上一位', next: '下一位', why: '推荐理由', gaps: '不足', left_other: '还剩 {{count}} 人', starred: '已看好', passed: '不考虑', maybed: '待定', keys: '1 不考虑 · 2 待定 · 3 看好', saved: '已保存：{{choice}}', noList: '还没有短名单', noListText: '招聘专员还没有为这个职位排序。',
  },
  imports: {
    title: '导入', new: '导入文件', drop: '把文件拖到这里，或点击选择', formats: '表格：CSV、XLSX、JSONL；简历：PDF、DOCX、TXT、HTML，或它们的 ZIP 包', choose: '选择文件', kind: '内容', talents: '人才', jobs: '职位', source: '来源', sourceHint: '例如“ATS 导出”“2026 校招双选会”。来源和编号都相同时，更新同一个人。', dryRun: '逐行检查', uploadNote: '上传后不会立即写入：下一页先显示列对应和前几行的结论。', upload: '上传并检查', uploading: '上传中…', needFile: '先选择文件。', needSource: '填写来源。',
    runs: '以往导入', file: '文件', state: '状态', rows: '行数', started: '开始', emptyTitle: '还没有导入过', emptyText: '导入简历或表格。数据不会丢：读不了的行会连同原因一起放进文件退回。', states: { uploaded: '已上传', checking: '检查中', checked: '已检查', ready: '可导入', queued: '排队中', running: '导入中', done: '已完成', failed: '失败', stopped: '已停止', dry_run: '已检查', preview: '已检查', cancelled: '已取消', undoing: '撤销中', undone: '已撤销' },
    mapping: '列对应', mappingNote: '按表头猜测，不对的可以改；不认识的列随来源原样保留。', column: '文件中的列', sample: '前几个值', field: '识别为', ignore: '仅保留', verdicts: '检查结果', verdict: '结论', row: '行', why: '原因', saveMapping: '按新的对应重新检查', start: '开始导入', progress: '进度', rate: '每秒 {{rate}} 行', left: '大约还需 {{time}}', leave: '可以离开本页，导入会继续。', refusedRows_other: '{{count}} 行被退回', downloadRefused: '下载退回的行', created: '新增', updated: '更新', unchanged: '无变化', refused: '退回', openPeople: '查看人才', openJobs: '查看职位', verdictsOf: { create: '新增', created: '新增', update: '更新', updated: '更新', unchanged: '无变化', refused: '退回', reject: '退回', ok: '正常', accepted: '正常', new: '新增' }, noColumns: '这个文件没有列可对应：每个文档按一份简历读取。', finished: '导入完成。', total: '总行数', seconds: '{{n}} 秒', minutes: '{{n}} 分钟',
    field_names: { name: '姓名', email: '邮箱', emails: '邮箱', phone: '电话', phones: '电话', title: '职务', company: '公司', city: '城市', place: '所在地', years: '年限', education: '学历', skills: '技能', languages: '语言', summary: '概述', text: '全文', id: '来源编号', external_id: '来源编号', headline: '一句话介绍', school: '学校', major: '专业', degree: '学位', certificates: '证书', description: '描述', desired_city: '意向城市', desired_places: '意向城市', team: '团队', ignore: '仅保留', first_name: '名', last_name: '姓', location: '所在地', requirements: '要求', department: '部门', responsibilities: '职责' },
  },
  models: {
    figures: { ndcg: 'nDCG@10 [95% 区间]', byRules: '同题：规则排序', byWords: '同题：关键词', pairsZh: '中文对照组判对', pairsEn: '英文对照组判对', speed: '千人打分（毫秒）' },
    title: '模型', note: '由哪个模型排序、效果如何、由谁启用。', version: '版本', trained: '训练时间', metrics: '评测', stateHead: '状态', champion: '使用中', challenger: '挑战者', archived: '已归档', candidate: '候选', promote: '启用', rollback: '回滚', promoteAsk: '启用 {{version}}？', promoteText: '新的短名单立即使用该模型，已有名单保持原模型。此操作会以你的名义记录。', rollbackAsk: '回到上一个模型？', rollbackText: '新的短名单立即改用之前的模型。', reason: '原因', promoted: '已启用 {{version}}。', rolledBack: '已回滚到 {{version}}。', emptyTitle: '还没有训练好的模型', emptyText: '在用“trm train ranker”训练之前，按规则排序。', card: '模型卡', labels: '学习依据', data: '数据', features: '特征', promotedBy: '由{{who}}启用',
  },
  access: {
    title: '成员与权限', accounts: '账号', teams: '团队', tokens: 'API 令牌', audit: '审计日志', invite: '邀请', inviteTitle: '邀请同事', name: '姓名', email: '邮箱', role: '角色', roles: { admin: '管理员', recruiter: '招聘专员', hiring_manager: '用人经理', data_scientist: '数据科学家', viewer: '只读成员' }, roleNotes: { admin: '全部权限，含账号管理', recruiter: '人才、职位、导入与决定', hiring_manager: '评审自己职位的短名单', data_scientist: '模型与指标', viewer: '只看不改' }, stateHead: '状态', active: '正常', invited: '待接受', inactive: '已停用', deactivate: '停用', reactivate: '恢复', deactivateAsk: '停用{{name}}？', deactivateText: '对方会立即在所有设备上退出；操作记录保留在审计日志里。', invitedOk: '邀请已发送至 {{email}}。', linkOnce: '本系统没有配置发信，链接如下。只显示一次，自行转发即可。', newTeam: '新建团队', teamName: '团队名称', noTeams: '还没有团队', noTeamsText: '团队决定谁能看到哪些人才和职位。没有团队时，所有人可见全部。', newToken: '新建令牌', tokenName: '用途', scopes: '范围', tokenOnce: '现在复制令牌，之后不再显示。', noTokens: '没有令牌', noTokensText: '程序凭令牌以你的部分权限调用 API。', revoke: '吊销', revokeAsk: '吊销“{{name}}”？', revokeText: '使用它的程序会立即被拒绝。', created: '创建', lastUsed: '最近使用', never: '从未', expires: '到期', when: '时间', who: '操作人', what: '操作', subject: '对象', members_other: '{{count}} 名成员', teamsHead: '团队', verified: '链校验通过', lastSeen: '最近登录', you: '你', changeRole: '{{name}}的角色', scopeNames: { read: '读', write: '写', admin: '管理' },
  },
  system: {
    title: '系统', state: '状态', people: '人才', jobs: '职位', index: '向量索引', encoder: '编码器', model: '使用中的模型', version: 'TRM 版本', notices: '系统提示', noNotices: '一切正常。', demoTitle: '这是演示工作区', demoText: '这里的人物均为虚构。', startOwn: '用自己的数据开始', startAsk: '清空演示数据，从零开始？', startText: '演示的人才、职位、短名单和导入记录全部删除；账号和设置保留。此操作无法撤销。', startType: '输入“{{word}}”确认', startWord: '开始', started: '工作区已清空，可以放自己的数据了。', mailOff: '未配置邮件服务器：邀请和重置链接改为显示给管理员，不发送。', indexStates: { ready: '就绪', building: '构建中', missing: '缺失', stale: '待更新', empty: '为空' }, vectors_other: '{{count}} 个向量', working: '处理中…',
  },
  doubt: {
    title: '待确认的消息', text: '发送途中进程中断，无法确定对方是否收到。这些消息不会自动重发，确认后请选择。', what: '消息', why: '原因', when: '时间', do: '确认结果',
    purposes: { setup: '初始化链接', invitation: '邀请', reset: '密码重置', sign_in: '登录链接', other: '其他消息' },
    ways: { sent: '已送达', not_sent: '未送达', send_again: '再发一次' }, asks: { sent: '确认这条消息已经送达？', not_sent: '确认这条消息没有送达？', send_again: '这条消息没有送达，再发一次？' },
    reason: '如何得知', example: '如：已电话向本人确认', done: '已记录。',
  },
  command: { title: '搜索与命令', placeholder: '人才、职位或页面…', people: '人才', jobs: '职位', pages: '前往', none: '没有找到“{{q}}”', hint: '↑ ↓ 移动，Enter 打开' },
  keys: { title: '快捷键', anywhere: '任何页面', lists: '列表', matches: '匹配名单', search: '搜索与命令', help: '本说明', goPeople: '前往人才', goTasks: '前往待办', goJobs: '前往职位', goImport: '前往导入', move: '上下移动', open: '打开', close: '关闭预览', accept: '通过', maybe: '待定', reject: '不合适', compare: '对比', evidence: '展开或收起证据', then: '然后' },
};
