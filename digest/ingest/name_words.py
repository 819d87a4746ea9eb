"""The words by which `names` tells where a name begins and whose it is. Add a word where one is missing."""

from __future__ import annotations

import re


def word_set(words: str) -> frozenset[str]:
    """Make a set of the words of a text."""
    return frozenset(words.split())


HEADS = word_set(
    "Academy Administration Agency Alliance Army Assembly Association Authority Bank Board Bureau Cabinet Center Centers Centre "
    "Chamber Church City Coalition College Commission Committee Confederation Conference Congress Consulate Convention Corporation "
    "Council County Court Department Directorate Directorate-General Embassy Faculty Federation Foundation Fund Gulf Hall High House "
    "Institute Institution Isle Kingdom League Legislature Ministry Museum Office Order Organization Palace Parliament Party People’s "
    "People's Port Province Republic School Society Standing State Supreme Temple Tower Tribunal Union United University Village"
)
"""What can be `of` or `for` something within a name, also where it opens a sentence."""

ORG_WORDS = word_set(
    "AB AG Airlines Airport Airways Alliance Association Authority Automotive Bank Bay Beach Board Bros Brothers Bureau Capital "
    "Center Centre Chemical City Club Co College Commission Committee Communications Company Construction Corp Corporation Council "
    "County Court Creek Daily Department District Electric Electronics Energy Engineering Enterprise Enterprises Entertainment "
    "Express Federation Festival Financial Forum Foundation Front Fund Games Group Hall Harbor Heritage Holding Holdings Hospital "
    "Hotel House Inc Industrial Industries Industry Institute Insurance International Investment Island Islands Journal Laboratories "
    "Labs Lake Law League Life LLC Logistics Ltd Machinery Manufacturing Media Memorial Ministry Mobile Motor Motors Mountain "
    "Mountains Museum News NV Office Optoelectronics Organization Palace Park Partners Party Petrochemical Pharma Pharmaceutical "
    "Plaza PLC Port Post Power Precision Press Prefecture Province Reservoir Resort River Road SA School Securities Semiconductor "
    "Semiconductors Shop Society Software Solutions Square Station Steel Store Straits Street Studio Studios Systems Tech "
    "Technologies Technology Telecom Telecommunications Temple Theater Theatre Times Tower Township Trust Union University Valley "
    "Village Works Yuan"
)
"""A name that has one of these is no person’s."""

ROLES = word_set(
    "Academic Actor Actress Admiral Advisor Adviser Ambassador Analyst Artist Attorney Author Bishop Brigadier Cardinal Captain CEO "
    "CFO CIO COO CTO Chair Chairman Chairperson Chairwoman Chancellor Chief Coach Cofounder Co-founder Colonel Commander Commissioner "
    "Composer Congressman Congresswoman Convener Councilor Councillor Deputy Designer Dictator Diplomat Director Director-General Dr "
    "Economist Editor Emperor Envoy Executive Ex-president Ex-premier Fellow Filmmaker Founder General Governor Head Historian "
    "Inspector Journalist Judge Justice Lawmaker Lawyer Leader Legislator Lieutenant Magistrate Maj Major Major-General Manager "
    "Marshal Mayor Minister Mr Mrs Ms Miss Negotiator Novelist Officer Operating Photographer Player Poet Politician Premier "
    "President President-elect Premier-designate Prime Professor Prof Prosecutor Prosecutor-General Rapper Rear Reporter "
    "Representative Researcher Rep Scholar Secretary Secretary-General Sen Senator Senior Sergeant Sheriff Singer Sir Speaker Spokesman "
    "Spokesperson Spokeswoman Superintendent Supervisor Swimmer Tycoon Under-Secretary Undersecretary Vice Vice-president "
    "Vice-chairman Vice-premier Vice-Premier Warlord Writer Acting Former Late Then Outgoing Incoming Ex"
)
SURE_ROLES = word_set(
    "Ambassador CEO CFO CIO COO CTO Chairman Chairperson Chairwoman Cofounder Co-founder Commissioner Congressman Congresswoman "
    "Councilor Director-General Dr Founder Lawmaker Legislator Magistrate Mayor Mr Mrs Ms Premier-designate President-elect Prof Professor "
    "Secretary-General Senator Spokesman Spokesperson Spokeswoman Vice-president Vice-chairman"
)
"""Roles that no name of an organisation begins with or holds."""

EPITHETS = word_set("Elder Younger Great Conqueror Terrible Magnificent Bold Wise Good Pious Short Fair")
"""What may follow `the` behind a ruler's name."""

OPENERS = word_set(
    "A About According Additionally After Afterward Albeit All Also Although Amid Among An And Another Any As Asked At Because Before "
    "Besides Both But By Can Citing Considering Despite Dear During Each Earlier Either Elsewhere Even Every Ex-Tencent Except "
    "Finally Following For Former From Further Furthermore Given Had Has Have He Her Here His How However I If In Including Indeed "
    "Instead Is It Its Last Later Led Like Likewise Many Meanwhile More Moreover Most My Near Nearly Neither Nevertheless Next No Nor "
    "Not Now Of On Once One Only Or Other Our Out Outside Over Owner Perhaps Previously Rather Recently Regarding Rival Said Saying "
    "See Separately She Similarly Since So Some Still Such Than Thanks That The Their Then There Therefore These They This Those "
    "Though Through Throughout Thus To Today Together Tomorrow Tonight Toward Two Three Under Unlike Until Upon Via Was We Well Were "
    "What When Where Whereas Whether Which While Who Whose Why Will With Within Without Would Yesterday Yet You Your Chipmaker "
    "Carmaker Automaker Airline Lender Retailer Startup Start-up Brothers Sisters Citing Per Versus Vs Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday January February March April June July August September October November December Jan Feb Mar "
    "Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
"""Words with a capital that no name begins with."""

DAYS = word_set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat January February April June "
    "July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Yesterday Today"
)
"""A name begins behind these wherever they stand."""

NATIONS = word_set(
    "African American Argentine Asian Australian Austrian Bangladeshi Belgian Brazilian British Burmese Cambodian Canadian Chilean "
    "Chinese Colombian Cuban Czech Danish Dutch Egyptian European Filipino Finnish French German Greek Hungarian Indian Indonesian "
    "Iranian Iraqi Irish Israeli Italian Japanese Kazakh Korean Lithuanian Malaysian Mexican Mongolian Nigerian Norwegian Pakistani "
    "Palestinian Peruvian Philippine Polish Portuguese Romanian Russian Saudi Singaporean Soviet Spanish Swedish Swiss Taiwanese Thai "
    "Tibetan Turkish Ukrainian UK US USA U.S. Uighur Uyghur Vietnamese North South"
)
PAPERS = word_set("Times Post Mail Mirror Express Telegraph News Star Tribune Herald Independent World Business People Review Show")
"""What a day may stand before within a name, behind `the`: `the Sunday Times`."""
POSSESSIVE_NAMES = word_set(
    "christie’s domino’s kellogg’s levi’s lloyd’s macy’s mcdonald’s moody’s sotheby’s wendy’s kohl’s lowe’s sainsbury’s carl’s "
    "hershey’s nando’s denny’s chili’s arby’s"
)
"""Names that are possessives themselves."""
OWN_POSSESSIVES = POSSESSIVE_NAMES | word_set(
    "children’s citizens’ consumers’ girls’ boys’ students’ parents’ users’ voters’ drivers’ nurses’ doctors’ seamen’s farmers’ "
    "fishermen’s lawyers’ men’s people’s teachers’ veterans’ women’s workers’ writers’ bankers’"
)
"""Possessives inside names; every other one ends what belongs to somebody else."""

SURNAMES = frozenset(
    "王李張张刘劉陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何林高羅罗鄭郑梁謝谢宋唐許许韓韩馮冯鄧邓曹彭曾蕭萧肖田董袁潘于蔣蒋蔡余"
    "杜葉叶程蘇苏魏呂吕丁任沈姚盧卢姜崔鍾钟譚谭陸陆汪范金石廖賈贾夏韋韦付傅方白鄒邹孟熊秦邱丘江尹薛閆闫段雷侯龍龙史陶黎賀贺顧"
    "顾毛郝龔龚邵萬万錢钱嚴严覃武戴莫孔向湯汤常溫温康施文牛樊葛邢安齊齐易喬乔伍龐庞顏颜倪莊庄聶聂章魯鲁岳翟殷詹申歐欧耿關关焦"
    "俞左柳甘祝包寧宁尚符舒阮柯紀纪梅童凌畢毕季裴霍涂成苗谷盛曲翁冉駱骆藍蓝游辛靳管柴蒙鮑鲍華华喻祁蒲房滕屈饒饶解牟艾尤穆卓古"
    "吉繆缪簡简項项連连蘆芦麥麦褚婁娄竇窦戚岑景宮宫費费卜冷晏席衛卫米柏宗瞿桂佟應应臧閔闵邊边卞姬仇欒栾隋商刁沙榮荣巫寇桑郎甄"
    "仲虞敖佘池查麻遲迟鄺邝洪賴赖辜習习薄栗朴權郁粘湛藺蔺鈕鹿單单初儲储諶谌闞阚"
)
"""Chinese family names, traditional and simplified; a gloss of two or three characters that opens with one is a person’s."""

DOUBLE_SURNAMES = word_set("歐陽 欧阳 司馬 司马 諸葛 诸葛 上官 夏侯 皇甫 尉遲 公孫 司徒 令狐 端木 張簡 范姜 周黃")
KOREAN_SURNAMES = frozenset("김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남심노하곽성차주우구나민진지엄채원천방공현함변염여추도석선설마길연위표명기반왕금옥")

ORG_ENDS = re.compile(
    "(?:公司|集團|集团|銀行|银行|大學|大学|學院|学院|中心|協會|协会|委員會|委员会|委會|基金會|基金会|研究院|研究所|電子|电子|科技|半導體|半导体|"
    "控股|工業|工业|實業|证券|證券|保險|保险|人壽|航空|汽車|汽车|電信|电信|通訊|通信|日報|日报|時報|时报|夜市|黨|党|部|局|署|院|會|会|社|廳|处|處|縣|县|"
    "市|區|区|鄉|鎮|镇|街|寺|廟|庙|港|站|館|馆|廠|厂|店|園|园|隊|队|学|電|書|그룹|은행|전자|대학교|부|청|당)$"
)
"""A gloss with this end is no person’s."""

TITLE_ENDS = re.compile("(?:[部院會会署局處处市縣县校社所]長|[部院会署局处市县校社所]长|主席|總統|总统|總理|总理|首相|大臣|執行長|董事長|总裁|總裁|秘書長|總監|总监|專員|专员|대통령|총리|장관)$")
"""A gloss with this end is an office and no name."""

ZH_ROLES = re.compile(
    "巨頭|巨头|大廠|大厂|公司|集團旗下|集团旗下|旗下|龍頭|龙头|業者|企業|企业|執行長|首席執行官|首席执行官|總裁|总裁|創辦人|创办人|創始人|创始人|董事長|董事长|總統|总统|總理|总理|"
    "首相|主席|部長|部长|外長|外长|國務卿|国务卿|議員|议员|市長|市长|教授|分析師|分析师|記者|记者|導演|导演|歌手|演員|演员|選手|选手|作家|品牌|平台|應用程式|社長|会長|大統領|大手|"
    "[的與由被將对對在及]"
)
"""What stands before a name in Chinese and Japanese and is no part of it."""

NO_NAMES = word_set("AI AR CEO CFO COO CPI CPU DNA EV ESG ETF GDP GPU HIV ICT IC IoT IPO IT LCD LED LLM LNG NFT PC PCR PMI PPI QE RNA VR")
"""Short forms of things that are no names."""
