"""Names in two scripts: the longest right name before a bracket, without roles, nationalities and possessives."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.ingest import names
from digest.model import Name

CASES = [
    ("ByteDance Ltd (字節跳動) is", ["ByteDance Ltd = 字節跳動"]),
    ("with Tencent Holdings Ltd’s (騰訊) WeChat", ["Tencent Holdings Ltd = 騰訊"]),
    ("In related news, a group of WeChat (微信) users", ["WeChat = 微信"]),
    ("partner Taiwan Semiconductor Manufacturing Co (TSMC, 台積電), took", ["Taiwan Semiconductor Manufacturing Co = 台積電", "TSMC = 台積電"]),
    ("barring the activity Nvidia Corp CEO Jensen Huang (黃仁勳) said", ["Jensen Huang = 黃仁勳"]),
    ("sponsored by Taiwanese autoparts maker Minth Group (敏實集團), as", ["Minth Group = 敏實集團"]),
    ("President Tsai Ing-wen (蔡英文) said", ["Tsai Ing-wen = 蔡英文"]),
    ("Chinese President Xi Jinping (習近平)", ["Xi Jinping = 習近平"]),
    ("Premier Cho Jung-tai (卓榮泰)", ["Cho Jung-tai = 卓榮泰"]),
    ("Minister of Economic Affairs Kung Ming-hsin (龔明鑫)", ["Kung Ming-hsin = 龔明鑫"]),
    ("the Chinese Nationalist Party (KMT, 國民黨)", ["Chinese Nationalist Party = 國民黨", "KMT = 國民黨"]),
    ("Hon Hai Precision Industry Co (鴻海精密)", ["Hon Hai Precision Industry Co = 鴻海精密"]),
    ("also known as Foxconn Technology Group (富士康科技集團), would", ["Foxconn Technology Group = 富士康科技集團"]),
    ("Alibaba Group Holding Ltd (阿里巴巴)", ["Alibaba Group Holding Ltd = 阿里巴巴"]),
    ("Yesterday TSMC (台積電)", ["TSMC = 台積電"]),
    ("However, Huawei (華為) said", ["Huawei = 華為"]),
    ("However Huawei (華為) said", ["Huawei = 華為"]),
    ("“WeChat” (微信)", ["WeChat = 微信"]),
    ("ByteDance（字節跳動）", ["ByteDance = 字節跳動"]),
    ("Sony Group Corp (ソニーグループ)", ["Sony Group Corp = ソニーグループ"]),
    ("Samsung Electronics Co., Ltd. (삼성전자)", ["Samsung Electronics Co., Ltd. = 삼성전자"]),
    ("South Korean President Lee Jae-myung (이재명)", ["Lee Jae-myung = 이재명"]),
    ("at McDonald’s (麥當勞) in Taipei", ["McDonald’s = 麥當勞"]),
    ("shares of Macy's (梅西百貨)", ["Macy's = 梅西百貨"]),
    ("users of Yahoo! (雅虎) left", ["Yahoo! = 雅虎"]),
    ("told The Sunday Times (星期日泰晤士報)", ["The Sunday Times = 星期日泰晤士報"]),
    ("in the Sunday Times (星期日泰晤士報)", ["Sunday Times = 星期日泰晤士報"]),
    ("On Sunday The Times (泰晤士報)", ["The Times = 泰晤士報"]),
    ("On Sunday Times Internet (泰晤士網) said", ["Times Internet = 泰晤士網"]),
    ("In 1885 Hitzig (希齊格) became", ["Hitzig = 希齊格"]),
    ("Seminole County Sheriff Don Eslinger (唐·埃斯林格)", ["Don Eslinger = 唐·埃斯林格"]),
    ("Sir Alex Ferguson (亞歷克斯·弗格森)", ["Alex Ferguson = 亞歷克斯·弗格森"]),
    ("Sir Run Run Shaw Hospital (邵逸夫醫院)", ["Sir Run Run Shaw Hospital = 邵逸夫醫院"]),
    ("Notre Dame University (聖母大學)", ["Notre Dame University = 聖母大學"]),
    ("Yandex (Яндекс)", ["Yandex = Яндекс"]),
    ("Russian President Vladimir Putin (Владимир Путин)", ["Vladimir Putin = Владимир Путин"]),
    ("Indian Prime Minister Narendra Modi (नरेन्द्र मोदी)", ["Narendra Modi = नरेन्द्र मोदी"]),
    ("Al Jazeera (الجزيرة)", ["Al Jazeera = الجزيرة"]),
    ("字節跳動 (ByteDance) 宣布", ["ByteDance = 字節跳動"]),
    ("social media giant (Tencent, 騰訊)", ["Tencent = 騰訊"]),
    ("the iPhone (蘋果手機) and eBay (億貝)", ["iPhone = 蘋果手機", "eBay = 億貝"]),
    ("private equity giant KKR & Co (科爾伯格)", ["KKR & Co = 科爾伯格"]),
    ("3M Co (明尼蘇達礦業)", ["3M Co = 明尼蘇達礦業"]),
    ("the University of Tokyo (東京大学)", ["University of Tokyo = 東京大学"]),
    ("The Ministry of Foreign Affairs (外交部)", ["Ministry of Foreign Affairs = 外交部"]),
    ("Ursula von der Leyen (乌尔苏拉·冯德莱恩)", ["Ursula von der Leyen = 乌尔苏拉·冯德莱恩"]),
    ("the Directorate-General of Budget, Accounting and Statistics (DGBAS, 主計總處)", ["Directorate-General of Budget, Accounting and Statistics = 主計總處", "DGBAS = 主計總處"]),
    ("Ministry of Health and Welfare (衛生福利部)", ["Ministry of Health and Welfare = 衛生福利部"]),
    ("TSMC and MediaTek Inc (聯發科)", ["MediaTek Inc = 聯發科"]),
    ("Food and Drug Administration (FDA, 食藥署)", ["Food and Drug Administration = 食藥署", "FDA = 食藥署"]),
    ("the American Institute in Taiwan (AIT, 美國在台協會)", ["American Institute in Taiwan = 美國在台協會", "AIT = 美國在台協會"]),
    ("CPC Corp, Taiwan (CPC, 台灣中油)", ["CPC Corp, Taiwan = 台灣中油", "CPC = 台灣中油"]),
    ("Minister of Finance Su Jain-rong (蘇建榮) on", ["Su Jain-rong = 蘇建榮"]),
    ("Hon Hai chairman Young Liu’s (劉揚偉) launch", ["Young Liu = 劉揚偉"]),
    ("Democratic Progressive Party (DPP) Legislator Puma Shen (沈伯洋)", ["Puma Shen = 沈伯洋"]),
    ("KMT Legislator Johnny Chiang (江啟臣)", ["Johnny Chiang = 江啟臣"]),
    ("US Vice President JD Vance (萬斯)", ["JD Vance = 萬斯"]),
    ("Minister of Economic Affairs J.W. Kuo (郭智輝) said", ["J.W. Kuo = 郭智輝"]),
    ("with C.C. Wei (魏哲家), chairman", ["C.C. Wei = 魏哲家"]),
    ("Director-General Shih Chiung-hwa (施瓊華)", ["Shih Chiung-hwa = 施瓊華"]),
    ("New Taipei City’s Tucheng District (土城)", ["Tucheng District = 土城"]),
    ("Domestic vaccine maker Medigen Vaccine Biologics Corp’s (高端疫苗) shot", ["Medigen Vaccine Biologics Corp = 高端疫苗"]),
    ("Schroder Investment Management (Taiwan) Ltd (施羅德證券投信)", ["Schroder Investment Management (Taiwan) Ltd = 施羅德證券投信"]),
    ("Singaporean Prime Minister Lee Hsien Loong (李顯龍)", ["Lee Hsien Loong = 李顯龍"]),
    ("President Chain Store Corp (統一超商)", ["President Chain Store Corp = 統一超商"]),
    ("General Motors (通用汽車)", ["General Motors = 通用汽車"]),
    ("Taiwan People’s Party (TPP, 台灣民眾黨)", ["Taiwan People’s Party = 台灣民眾黨", "TPP = 台灣民眾黨"]),
    ("McDonald’s Corp (麥當勞)", ["McDonald’s Corp = 麥當勞"]),
    ("China’s Huawei Technologies Co (華為)", ["Huawei Technologies Co = 華為"]),
    ("the Beijing-based ByteDance (字節跳動)", ["ByteDance = 字節跳動"]),
    ("the Chinese-language Liberty Times (自由時報)", ["Liberty Times = 自由時報"]),
    ("on Monday. Acer Inc (宏碁)", ["Acer Inc = 宏碁"]),
    ("said hukou (戶口) rules", []),
    ("the household register (戶口)", []),
    ("artificial intelligence (AI)", []),
    ("a rise of 5 percent (百分之五)", []),
    ("Chinese (中文)", []),
    ("He met Terry Gou (郭台銘), founder of Hon Hai. Gou (郭台銘) said", ["Terry Gou = 郭台銘", "Gou = 郭台銘"]),
    ("ex-Google chief Kai-Fu Lee (李開復)", ["Kai-Fu Lee = 李開復"]),
    ("輝達執行長黃仁勳（Jensen Huang）表示", ["Jensen Huang = 黃仁勳"]),
    ("バイトダンス（ByteDance）は", ["ByteDance = バイトダンス"]),
    ("바이트댄스(ByteDance)는", ["ByteDance = 바이트댄스"]),
    ("компания Яндекс (Yandex) сообщила", ["Yandex = Яндекс"]),
    ("the film “Squid Game” (오징어 게임)", ["Squid Game = 오징어 게임"]),
    ("the so-called “silicon shield” (矽盾)", []),
    ("Minister of Foreign Affairs (外交部長)", []),
    ("Shares of TSMC (台積電) rose", ["TSMC = 台積電"]),
    ("CEO of Nvidia Corp Jensen Huang (黃仁勳)", ["Jensen Huang = 黃仁勳"]),
    ("Chairman of Evergrande Group (恆大集團)", ["Evergrande Group = 恆大集團"]),
    ("Bank of China (中國銀行)", ["Bank of China = 中國銀行"]),
    ("Association for Relations Across the Taiwan Straits (ARATS, 海協會)", ["Association for Relations Across the Taiwan Straits = 海協會", "ARATS = 海協會"]),
    ("Chung-Hua Institution for Economic Research (CIER, 中華經濟研究院)", ["Chung-Hua Institution for Economic Research = 中華經濟研究院", "CIER = 中華經濟研究院"]),
    ("Wan Hai Lines Ltd (萬海航運)", ["Wan Hai Lines Ltd = 萬海航運"]),
    ("Taipei Mayor Chiang Wan-an (蔣萬安)", ["Chiang Wan-an = 蔣萬安"]),
    ("Intel CEO Lip-Bu Tan (陳立武)", ["Lip-Bu Tan = 陳立武"]),
    ("Japanese Prime Minister Fumio Kishida (岸田文雄)", ["Fumio Kishida = 岸田文雄"]),
    ("Toyota Motor Corp President Koji Sato (佐藤恒治)", ["Koji Sato = 佐藤恒治"]),
    ("Pope Francis (方濟各)", ["Pope Francis = 方濟各"]),
    ("WeChat (Chinese: 微信; pinyin: Wēixìn)", ["WeChat = 微信"]),
    ("Cathay United Bank (國泰世華銀行) chief economist Lin Chi-chao (林啟超)", ["Cathay United Bank = 國泰世華銀行", "Lin Chi-chao = 林啟超"]),
    ("Green Citizens’ Action Alliance (綠色公民行動聯盟)", ["Green Citizens’ Action Alliance = 綠色公民行動聯盟"]),
    ("As Foxconn (富士康) grew", ["Foxconn = 富士康"]),
    ("At Foxconn, Terry Gou (郭台銘)", ["Terry Gou = 郭台銘"]),
    ("Rival MediaTek Inc (聯發科)", ["MediaTek Inc = 聯發科"]),
    ("Alishan (阿里山) and Sun Moon Lake (日月潭)", ["Alishan = 阿里山", "Sun Moon Lake = 日月潭"]),
    ("former Control Yuan president Chen Chu (陳菊)", ["Chen Chu = 陳菊"]),
    ("Minister of Health and Welfare Chen Shih-chung (陳時中)", ["Chen Shih-chung = 陳時中"]),
    ("Deputy Minister of Economic Affairs Cynthia Kiang (江文若)", ["Cynthia Kiang = 江文若"]),
    ("Taipei Computer Association (TCA, 台北電腦公會)", ["Taipei Computer Association = 台北電腦公會", "TCA = 台北電腦公會"]),
    ("Evergreen Marine Corp (Taiwan) Ltd (長榮海運)", ["Evergreen Marine Corp (Taiwan) Ltd = 長榮海運"]),
    ("Uni-President Enterprises Corp (統一企業)", ["Uni-President Enterprises Corp = 統一企業"]),
    ("People’s Bank of China (PBOC, 中國人民銀行)", ["People’s Bank of China = 中國人民銀行", "PBOC = 中國人民銀行"]),
    ("Xinjiang’s Urumqi (烏魯木齊)", ["Urumqi = 烏魯木齊"]),
    ("the **TSMC** (台積電) plant", ["TSMC = 台積電"]),
    ("Legislative Speaker Han Kuo-yu (韓國瑜)", ["Han Kuo-yu = 韓國瑜"]),
    ("Academia Sinica (中央研究院)", ["Academia Sinica = 中央研究院"]),
    ("By 2020, Xiaomi Corp (小米)", ["Xiaomi Corp = 小米"]),
    ("Nobel laureate Yuan T. Lee (李遠哲)", ["Yuan T. Lee = 李遠哲"]),
    ("Huawei Technologies Co chief financial officer Meng Wanzhou (孟晚舟)", ["Meng Wanzhou = 孟晚舟"]),
    ("Chang Gung Memorial Hospital (長庚紀念醫院)", ["Chang Gung Memorial Hospital = 長庚紀念醫院"]),
    ("the Executive Yuan (行政院) said", ["Executive Yuan = 行政院"]),
    ("Tamkang University (淡江大學) professor Wong Ming-hsien (翁明賢)", ["Tamkang University = 淡江大學", "Wong Ming-hsien = 翁明賢"]),
    ("Kaohsiung’s Linyuan District (林園)", ["Linyuan District = 林園"]),
    ("Taiwan External Trade Development Council (TAITRA, 外貿協會), one", ["Taiwan External Trade Development Council = 外貿協會", "TAITRA = 外貿協會"]),
    ("National Taiwan University Hospital’s (台大醫院) Huang Li-min (黃立民)", ["National Taiwan University Hospital = 台大醫院", "Huang Li-min = 黃立民"]),
    ("Aboriginal singer A-mei (張惠妹)", ["A-mei = 張惠妹"]),
    ("New Power Party Legislator Huang Kuo-chang (黃國昌)", ["Huang Kuo-chang = 黃國昌"]),
    ("Representative to the US Alexander Yui (俞大㵢)", ["Alexander Yui = 俞大㵢"]),
    ("National Security Council Secretary-General Joseph Wu (吳釗燮)", ["Joseph Wu = 吳釗燮"]),
    ("Mainland Affairs Council (MAC, 陸委會) Deputy Minister Liang Wen-chieh (梁文傑)", ["Mainland Affairs Council = 陸委會", "MAC = 陸委會", "Liang Wen-chieh = 梁文傑"]),
    ("MediaTek’s Rick Tsai (蔡力行)", ["Rick Tsai = 蔡力行"]),
    ("Wistron NeWeb Corp (WNC, 啟碁)", ["Wistron NeWeb Corp = 啟碁", "WNC = 啟碁"]),
    ("E.Sun Financial Holding Co (玉山金控)", ["E.Sun Financial Holding Co = 玉山金控"]),
    ("President Securities Corp (統一證券)", ["President Securities Corp = 統一證券"]),
    ("Prince Housing & Development Corp (太子建設)", ["Prince Housing & Development Corp = 太子建設"]),
    ("Director Ang Lee (李安)", ["Ang Lee = 李安"]),
    ("Taipei First Girls’ High School (北一女)", ["Taipei First Girls’ High School = 北一女"]),
    ("Hong Kong Chief Executive John Lee (李家超)", ["John Lee = 李家超"]),
    ("Hong Kong’s Oriental Daily News (東方日報)", ["Oriental Daily News = 東方日報"]),
    ("Typhoon Chanthu (璨樹)", ["Typhoon Chanthu = 璨樹"]),
    ("told The Reporter (報導者)", ["The Reporter = 報導者"]),
    ("The Reporter (報導者) said", []),
    ("A Huawei (華為) executive", ["Huawei = 華為"]),
    ("Last year, BYD Co (比亞迪)", ["BYD Co = 比亞迪"]),
    ("rose 3 percent. Pegatron Corp (和碩), Quanta Computer Inc (廣達) and Compal Electronics Inc (仁寶)", ["Pegatron Corp = 和碩", "Quanta Computer Inc = 廣達", "Compal Electronics Inc = 仁寶"]),
    ("Lee Teng-hui’s (李登輝) term", ["Lee Teng-hui = 李登輝"]),
    ("Yomiuri Shimbun (読売新聞)", ["Yomiuri Shimbun = 読売新聞"]),
    ("Prime Minister Sanae Takaichi (高市早苗)", ["Sanae Takaichi = 高市早苗"]),
    ("the Kremlin (Кремль)", ["Kremlin = Кремль"]),
    ("the State Duma (Государственная дума)", ["State Duma = Государственная дума"]),
    ("writer Liu Cixin (劉慈欣), author of The Three-Body Problem (三體)", ["Liu Cixin = 劉慈欣", "The Three-Body Problem = 三體"]),
    ("Mount Fuji (富士山)", ["Mount Fuji = 富士山"]),
    ("the Yangtze River (長江)", ["Yangtze River = 長江"]),
    ("SpaceX（太空探索技術公司）", ["SpaceX = 太空探索技術公司"]),
    ("7-Eleven (統一超商)", ["7-Eleven = 統一超商"]),
    ("Chunghwa Telecom Co (中華電信), Taiwan Mobile Co (台灣大哥大) and Far EasTone Telecommunications Co (遠傳電信)", ["Chunghwa Telecom Co = 中華電信", "Taiwan Mobile Co = 台灣大哥大", "Far EasTone Telecommunications Co = 遠傳電信"]),
    ("Chen Mi-chien (\nChen denied", []),
    ("He said (笑) that", []),
    ("Tesla Inc (特斯拉) CEO Elon Musk (馬斯克)", ["Tesla Inc = 特斯拉", "Elon Musk = 馬斯克"]),
    ("Politburo Standing Committee member Wang Huning (王滬寧)", ["Wang Huning = 王滬寧"]),
    ("the Taiwan Affairs Office (TAO, 國台辦)", ["Taiwan Affairs Office = 國台辦", "TAO = 國台辦"]),
    ("Industrial and Commercial Bank of China (ICBC, 中國工商銀行)", ["Industrial and Commercial Bank of China = 中國工商銀行", "ICBC = 中國工商銀行"]),
    ("Council of Agriculture Minister Chen Chi-chung (陳吉仲)", ["Chen Chi-chung = 陳吉仲"]),
    ("Tsai, Lai Ching-te (賴清德) and Su", ["Lai Ching-te = 賴清德"]),
    ("Taiwanese actor Takeshi Kaneshiro (金城武)", ["Takeshi Kaneshiro = 金城武"]),
    ("Angela Merkel (Ангела Меркель)", ["Angela Merkel = Ангела Меркель"]),
    ("Athens’ Acropolis (Ακρόπολη)", ["Acropolis = Ακρόπολη"]),
    ("Bangkok (กรุงเทพฯ)", ["Bangkok = กรุงเทพฯ"]),
    ("騰訊控股（Tencent Holdings）", ["Tencent Holdings = 騰訊控股"]),
    ("人工智慧（AI）", []),
    ("中国的华为（Huawei）公司", ["Huawei = 华为"]),
    ("我們使用很多非常好的工具例如（GitHub）", []),
    ("Deputy Minister of Health and Welfare Victor Wang (王必勝)", ["Victor Wang = 王必勝"]),
    ("Minister of Culture Li Yuan (李遠)", ["Li Yuan = 李遠"]),
    ("Singer-songwriter Jay Chou (周杰倫)", ["Jay Chou = 周杰倫"]),
    ("On Aug. 6 ByteDance (字節跳動)", ["ByteDance = 字節跳動"]),
    ("In 2020 Xiaomi Corp (小米)", ["Xiaomi Corp = 小米"]),
    ("the Taipei 101 (台北101) tower", ["Taipei 101 = 台北101"]),
    ("JD.com Inc (京東) and Trip.com Group Ltd (攜程)", ["JD.com Inc = 京東", "Trip.com Group Ltd = 攜程"]),
    ("Yangtze Memory Technologies Co (YMTC, 長江存儲)", ["Yangtze Memory Technologies Co = 長江存儲", "YMTC = 長江存儲"]),
    ("Kyoto University (京都大学) professor Shinya Yamanaka (山中伸弥)", ["Kyoto University = 京都大学", "Shinya Yamanaka = 山中伸弥"]),
    ("President Volodymyr Zelenskiy (Володимир Зеленський)", ["Volodymyr Zelenskiy = Володимир Зеленський"]),
]  # fmt: skip


def found(text: str) -> list[str]:
    return [f"{name.name} = {name.also}" for name in names.find(text)]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names_in_two_scripts(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names_are_the_same_within_a_text(text: str, expected: list[str]) -> None:
    """What stands before the sentence changes nothing, nor do full-width brackets."""
    assert found(f"It was raining on Monday, the Taipei Times said. {text}") == expected
    assert found(re.sub(r" ?\(([^()]*[^\x00-\u02ff][^()]*)\)", r"（\1）", text)) == expected


def test_names_come_once_and_in_their_order() -> None:
    text = "Acer Inc (宏碁) sold to BenQ Corp (明基).\n\nBenQ Corp (明基) paid Acer Inc (宏碁). Asustek Computer Inc (華碩)."
    assert names.find(text) == (Name(name="Acer Inc", also="宏碁"), Name(name="BenQ Corp", also="明基"), Name(name="Asustek Computer Inc", also="華碩"))


def test_a_name_does_not_reach_into_another_paragraph() -> None:
    assert found("He works for Acer\n\nInc (宏碁) is no name.") == ["Inc = 宏碁"]


def test_a_name_may_be_wrapped_and_escaped() -> None:
    assert found("Taiwan Semiconductor\nManufacturing Co (TSMC, 台積電)") == ["Taiwan Semiconductor Manufacturing Co = 台積電", "TSMC = 台積電"]
    assert found(r"AT\&T Inc (美國電話電報公司)") == ["AT&T Inc = 美國電話電報公司"]


WORDS = ["The", "of", "and", "Ministry", "(中文)", "(TSMC, 台積電)", "Corp", "Ltd", "(", "（", "）", ")", "Xi Jinping", "’s", "(習近平)", "，", "“", "”",
         "President", ".", "\n\n", "中", "X-y", "&", "(Taiwan)", "(AB)", "von", "12"]  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)))
def test_any_text_gives_names_of_two_scripts(text: str) -> None:
    for name in names.find(text):
        assert name.name
        assert name.also
        assert "\n" not in name.name
    assert len({name.name for name in names.find(text)}) == len(names.find(text))
