/** 同意、保留期、待办与通话。 */
export const care = {
  consent: {
    tab: '同意与留存', title: '允许做什么', asOf: '截至现在，依据下方台账', allowed: '允许', denied: '不允许', but: '以下渠道除外', also: '仅限',
    purposes: { recruitment: '招聘', talent_pool: '人才库', marketing: '资讯与活动', profiling: '模型评分', rehire: '再次录用留存' },
    purposeNotes: { recruitment: '用于某个职位的考察', talent_pool: '为以后的职位保持联系', marketing: '活动邀请、公司资讯', profiling: '由模型排序和打分', rehire: '离职后保留简历' },
    channels: { any: '所有渠道', email: '邮件', phone: '电话', sms: '短信', wecom: '企业微信', web: '网页' },
    acts: { given: '同意', refused: '不同意', withdrawn: '撤回', closed: '用途结束' },
    sources: { person: '本人', form: '表单', recruiter: '招聘专员', message: '消息', import: '导入', exit: '离职面谈', system: '系统' },
    record: '登记', withdraw: '撤回', recordTitle: '登记：{{purpose}}', withdrawTitle: '撤回：{{purpose}}', answer: '本人表示', channel: '渠道', at: '日期', wording: '所同意的条款', noWording: '这个用途还没有条款，没有条款就不能登记同意。', addWording: '去添加条款', noWordingAsk: '由管理员在“信任与合规”中添加。', proof: '凭据', proofHint: '在哪里可以查到：消息、表单或通话记录', source: '来源', expires: '有效期至', expiresHint: '不填则一直有效，直到撤回', final: '台账写入后不能修改，只能追加新的记录。', recorded: '已写入台账。', withdrawNote: '立即生效，这个用途不再发送任何内容。',
    stopScoring: '停止评分', stopAsk: '停止对{{name}}评分？', stopText: '模型不再对此人排序和打分。档案仍在人才列表中，但不会进入新的短名单。', stopped: '已停止评分。', notScored: '不接受评分', scored: '由模型评分', how: '本人原话，或在哪里可以查到',
    ledger: '台账', ledgerEmpty: '还没有记录', ledgerEmptyText: '本人同意或拒绝某个用途时，在这里登记并附上凭据。', when: '时间', what: '内容', by: '来源', until: '至{{date}}',
    keep: '保留至', noEnd: '没有期限', stages: { kept: '保留中', held: '暂缓删除', review: '待复核', due: '已到期' }, erasedOn: '将于{{date}}删除', heldUntil: '暂缓至{{date}}', hold: '暂缓删除', holdTitle: '延长保留：{{name}}', holdReason: '原因', holdUntil: '截止', holdExample: '例如：投诉处理中', held: '已暂缓。', release: '解除', released: '已解除。', pastHolds: '以往的暂缓',
    stand: '关系', standChange: '更改', standTitle: '{{name}}与公司的关系', standSince: '开始于', standEnded: '结束于', standSaved: '已保存，保留期随之计算。', relationships: { prospect: '潜在人选', applicant: '求职者', employee: '在职员工', alumnus: '离职员工' },
    suppress: '禁止联系', suppressTitle: '禁止联系{{name}}', suppressText: '此人现有的所有地址都会被标记；即使资料删除，标记仍然有效。', suppressReason: '原因', suppressKeepOut: '再次导入时也不入库', suppressed_other: '已标记 {{count}} 个地址。', noAddress: '没有可标记的地址。',
    rights: '本人的权利', copy: '个人数据副本', copyNote: '系统保存的全部内容打包成 ZIP：数据、中英文页面各一份、附件。', copyGo: '生成副本', copied: '副本已生成，并记入审计日志。', erase: '删除', eraseNote: '档案、来源、简历、互动和向量全部删除，各处都不保留。', eraseGo: '删除', eraseTitle: '删除{{name}}的全部资料？', eraseText: '此操作无法撤销。此人的全部资料都会删除，恢复备份时也会再次删除。审计日志中只留下一个不含姓名的编号。', eraseType: '输入“{{name}}”以确认', eraseReason: '原因', eraseExample: '例如：5 月 3 日邮件提出', erased: '已开始删除。', eraseBy: '最迟{{date}}完成',
  },
  task: {
    nav: '待办', title: '待办', tab: '待办与通话', today: '今天', overdue: '逾期', all: '全部未完成', later: '以后', count_other: '{{count}} 项', which: '范围', owner: '负责人', me: '我',
    none: '今天没有待办', noneText: '与人才约定的事项会在当天出现在这里。打开一份档案即可添加待办。', noneAll: '没有未完成的待办', openPeople: '打开人才', add: '添加待办', addTitle: '待办', what: '要做什么', whatExample: '例如：问问新项目进展', on: '日期', time: '时间', timeHint: '可不填', note: '备注', kind: '类型', kinds: { follow_up: '跟进', to_do: '事项', call: '电话' }, addedTo_other: '已为 {{count}} 人添加。', takenBack: '已撤销', quick: { tomorrow: '明天', week: '一周后', month: '一个月后', quarter: '三个月后' },
    done: '完成', cancel: '取消', reopen: '重新打开', doneTitle: '完成：{{title}}', cancelTitle: '取消：{{title}}', outcome: '结果', outcomeHint: '可不填', why: '原因', closed: '已关闭', closedOk: '已关闭。', reopened: '已重新打开。', doneOn: '{{date}}完成', cancelledOn: '{{date}}取消', snooze: '改到', moved: '已改到{{date}}。',
    calendar: '日历文件', calendarOne: '“{{title}}”的日历文件', sources: { hand: '', call: '来自通话', consent: '来自同意', flow: '来自流程', survey: '来自问卷', person: '本人提出' }, dueToday: '今天', dueTomorrow: '明天', noneHere: '没有待办', noneHereText: '定一个下次联系的日子，关系才不会冷下来。',
    calls: '通话', log: '登记通话', logTitle: '与{{name}}的通话', outcomeOf: '结果', outcomes: { reached: '已接通', no_answer: '无人接听', busy: '占线', message_left: '已留言', call_back: '会回电', wrong_number: '号码错误', not_interested: '暂无意向' }, minutes: '分钟', incoming: '对方来电', forTask: '完成待办', noTask: '不关联', next: '下一步', nextHint: '可不填；填写后生成待办', logged: '通话已登记。', noCalls: '还没有通话记录。', minutesShort: '{{n}} 分钟', keys: 'J K 移动 · D 完成 · Enter 打开档案', open: '未完成',
  },
  trust: {
    title: '信任与合规', review: '即将到期', erasures: '删除请求', suppressions: '禁止联系', wordings: '同意条款', rules: '保留期规则', region: '地区', ground: '依据', days: '天数', regions: { CN: '中国大陆', EU: '欧盟', other: '其他地区' }, grounds: { prospect: '潜在人选', applicant: '求职者', employee: '在职员工', alumnus: '离职员工', recruitment: '同意：招聘', talent_pool: '同意：人才库', rehire: '同意：再次录用留存' },
    reviewNote: '保留期将满或已满的人，最先到期的在最前。删除前至少在这里公示 30 天。', reviewEmpty: '没有人到期', reviewEmptyText: '到期前 30 天会出现在这里，届时可以征求同意，或写明原因暂缓删除。', person: '人才', stage: '状态', dueOn: '保留至', why: '依据', eraseOn: '删除日期', ask: '征求同意',
    erasureEmpty: '还没有删除请求', erasureEmptyText: '在个人档案的“同意与留存”中提出删除。进度和回执都在这里。', number: '编号', reason: '原因', asked: '提出时间', state: '状态', finished: '{{date}}完成', open: '已清空 {{n}}/{{all}} 处', dueBy: '最迟{{date}}', stuck: '受阻：{{error}}',
    suppressNote: '这些地址不会收到任何内容。系统只保存带密钥的哈希，无法反查是谁。', suppressEmpty: '没有标记', suppressEmptyText: '可以在这里标记一个地址，或在档案中标记一个人。资料删除后标记仍然有效。', add: '标记地址', kind: '类型', kinds: { email: '邮箱', phone: '电话' }, address: '地址', forWhat: '用途', every: '所有用途', since: '开始', keepOut: '不再入库', lifted: '{{date}}解除', until: '至{{date}}', holds: '生效中', lift: '解除', liftAsk: '解除这条标记？', liftText: '之后可以再向这个地址发送。标记本身保留在记录中。', marked: '已标记。', liftedOk: '已解除。', more: '更多',
    wordingNote: '各用途征求同意时使用的条款。条款不可修改，改动即新版本。', wordingEmpty: '还没有条款', wordingEmptyText: '有了条款，才能登记同意。', addWording: '添加条款', purpose: '用途', version: '版本', zh: '中文', en: '英文', added: '已添加。',
  },
  undo: {
    go: '整批撤回', title: '撤回这次导入？', text: '这次导入带来的内容会被移除：新建的 {{created}} 人如无其他来源则删除，更新的 {{updated}} 人恢复原状。之后的编辑保留。撤回在后台进行，且不可再恢复。', textJobs: '新建的 {{created}} 个职位删除，更新的 {{updated}} 个恢复原状。', started: '正在撤回。', running: '正在撤回……', done: '已于{{date}}撤回。',
  },
};
