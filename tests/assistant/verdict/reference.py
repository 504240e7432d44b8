"""A second decision procedure, written by hand from the printed words of the five documents.

It was written from the texts and the readings of DESIGN §5 before any rule file was opened, and shares
nothing with the rules or the engine but the names of facts. It decides *complete* cases only: every fact that
it looks at has its value (a day may be None where there is no such day). Each function is one item or
sentence; the comment above it is what is printed there, shortened.

Where it first differed from the rules, the words decided: 审慎处罚 一 and 三 need a 违法行为, which a mere
隐患 is not, and noise too can be 超标 (in both the reference was wrong); 到约定时间没有改完 is 逾期不改正
(there the rules were wrong).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from tests.assistant.verdict.reference_words import (
    Complete,
    Facts,
    Future,
    done_promptly,
    done_within,
    holds,
    is_listed_enterprise,
    no_harm,
    slight_harm,
)

NEED_FACTS = "need_facts"


# ---- 沙环发〔2021〕181号 附件2 正面清单


# 「未批先建」，未造成环境污染后果或生态破坏，且企业自行实施关停或者实施停止建设、停止生产等措施的 /
# 违法行为轻微并及时改正，没有造成危害后果的，不予
def positive_1(case: Complete, future: Future) -> bool:
    f = case.facts
    return (
        f["violation"] == "built_without_eia"
        and not f["caused_pollution"]
        and f["construction_stopped"] == "voluntarily"
        and done_promptly(f, future)
        and no_harm(f)
    )


# 已核发排污许可证的，未按规定时间要求提交执行报告、未设置排放口信息化标识牌，自检查发现之日起 10 日内
def positive_2(case: Complete, future: Future) -> bool:
    f = case.facts
    acts = ("execution_report_late", "no_outlet_sign")
    return f["violation"] in acts and f["has_permit"] and done_within(10, case, future) and no_harm(f)


# 排污单位未按照规定公开排污许可证执行信息，重点排污单位环境信息未及时公开或者公开内容不全，
# 自检查发现之日起 10 日内按要求完成整改的（不含公开内容弄虚作假行为）
def positive_3(case: Complete, future: Future) -> bool:
    f = case.facts
    permit_information = f["violation"] == "permit_info_undisclosed"
    of_key_unit = f["violation"] == "env_info_undisclosed" and f["key_discharge_unit"]
    if not (permit_information or of_key_unit):
        return False
    return not f["disclosure_falsified"] and done_within(10, case, future) and no_harm(f)


# 已按规范制定应急预案但未按规定将应急预案备案或未按规定开展应急培训、如实记录培训情况，7 日内改正的
def positive_4(case: Complete, future: Future) -> bool:
    f = case.facts
    acts = ("emergency_plan_not_filed", "emergency_training_missing")
    return f["violation"] in acts and f["has_emergency_plan"] and done_within(7, case, future) and no_harm(f)


# 建设单位未依法备案建设项目环境影响登记表，自检查发现之日起 7 日内完成备案的
def positive_5(case: Complete, future: Future) -> bool:
    f = case.facts
    return f["violation"] == "registration_form_not_filed" and done_within(7, case, future) and no_harm(f)


# 除第一类污染物、有毒有害物质、放射性物质、重金属外，超标倍数小于 0.1 倍、日污水排放量小于 0.1 吨的 /
# 初次违法且危害后果轻微并及时改正的，可以不予
def positive_6(case: Complete, future: Future) -> bool:
    f = case.facts
    return (
        f["violation"] == "water_over_standard"
        and not f["excluded_pollutant"]
        and f["exceed_times"] < Decimal("0.1")
        and f["daily_wastewater_t"] < Decimal("0.1")
        and f["first_violation"]
        and slight_harm(f)
        and done_promptly(f, future)
    )


# 未采取密闭措施，检查发现当场完成整改的
def positive_7(case: Complete, future: Future) -> bool:
    f = case.facts
    acts = f["violation"] == "voc_not_enclosed" and f["corrected_on_spot"]
    return acts and f["first_violation"] and slight_harm(f)


# 未按规定和监测规范设置监测点位和采样检测平台，自检查发现之日起10日内完成整改的
def positive_8(case: Complete, future: Future) -> bool:
    f = case.facts
    acts = f["violation"] == "no_sampling_platform" and done_within(10, case, future)
    return acts and f["first_violation"] and slight_harm(f)


# 堆放面积在10平方米以下，未明显发生扬散的
def positive_9(case: Complete, future: Future) -> bool:
    f = case.facts
    return (
        f["violation"] == "dust_uncovered"
        and f["storage_area_sqm"] <= Decimal(10)
        and not f["visible_dust"]
        and f["first_violation"]
        and slight_harm(f)
        and done_promptly(f, future)
    )


# ---- 沙环发〔2021〕181号 附件3 负面清单: 情形 decides, not 事项; 从重处罚 needs a 违法行为


def negative_1(f: Facts) -> bool:  # 重污染天气预警期间超过规定标准排放大气污染物
    return f["violation"] == "air_over_standard" and bool(f["heavy_pollution_alert"])


def negative_2(f: Facts) -> bool:  # 威胁、辱骂、殴打、恐吓或者打击报复
    return is_violation(f) and bool(f["threatens_people"])


def negative_3(f: Facts) -> bool:  # 引发突发环境事件或者群体性事件
    return is_violation(f) and bool(f["caused_incident"])


def negative_4(f: Facts) -> bool:  # 生态环境违法行为经责令改正后拒不改正
    return is_violation(f) and bool(f["refuses_to_correct"])


def negative_5(
    f: Facts,
) -> bool:  # 高、中考结束前十五日内在噪声敏感建筑物集中区域擅自……（抢修、抢险作业除外）
    if f["violation"] != "exam_period_noise" or f["noise_work_permitted"]:
        return False
    return bool(f["exam_period"] and f["noise_sensitive_area"] and not f["emergency_repair"])


def negative_6(f: Facts) -> bool:  # 伪造、变造、隐匿或者销毁违法证据
    return is_violation(f) and bool(f["destroys_evidence"])


# ---- 沙坪坝: outside of 柔性执法


def outside_by_office(f: Facts) -> bool:
    """181号: 不触碰生态环境污染底线; 利用生态环境突发事件; 风险较大、纠错成本较高、损害难以挽回."""
    return bool(f["crosses_pollution_baseline"] or f["exploits_emergency"] or f["high_risk_irreversible"])


def outside_by_government(f: Facts) -> bool:
    """69号: 不触碰安全底线; 人民群众生命健康、公共安全等领域; 利用……突发事件; 风险较大……."""
    bars = ("crosses_safety_baseline", "endangers_life_or_public_safety", "exploits_emergency")
    return any(f[bar] for bar in bars) or f["high_risk_irreversible"]


# ---- 渝环规〔2021〕5号 三（九）: only 正面清单企业


# 因非主观过错导致的违法行为，主动报告并采取有效措施及时消除的
def careful_1(f: Facts, future: Future) -> bool:
    found = is_violation(f) and not f["subjective_fault"]
    return found and f["self_reported"] and f["eliminated_effectively"]


# 发现的环境风险隐患及时报告并妥善处置，未造成危害后果的
def careful_2(f: Facts, future: Future) -> bool:
    return not is_violation(f) and f["self_reported"] and f["risk_handled"] and no_harm(f)


# 初次环境违法且危害后果轻微并及时改正的
def careful_3(f: Facts, future: Future) -> bool:
    return is_violation(f) and f["first_violation"] and slight_harm(f) and done_promptly(f, future)


def is_violation(f: Facts) -> bool:
    """一 and 三 speak of 违法行为, 二 of 环境风险隐患, which is none yet."""
    return bool(f["violation"] != "hidden_risk")


# 因管理不善导致超标排放且未主动报告，或存在其他恶意违法行为的，要依法从严从重处罚
def severe(f: Facts, over_standard: bool) -> bool:
    unreported = over_standard and f["poor_management"] and not f["self_reported"]
    return bool(unreported or f["malicious_violation"])


def is_over_standard(f: Facts) -> bool:
    """The act itself is 超标排放; of noise, and of an act that is on no list, it has to be known."""
    if f["violation"] in ("water_over_standard", "air_over_standard"):
        return True
    return f["violation"] in ("exam_period_noise", "other") and bool(f["over_standard"])


# ---- 盘委办发〔2021〕17号


# 对首次轻微违法行为，经批评教育，当事人自愿签署承诺书，立即纠正或在约定时间内及时纠正，
# 且没有造成危害后果或能主动消除、减轻危害后果的，不再予以行政处罚
def promise(f: Facts, future: Future) -> bool:
    return (
        is_violation(f)
        and f["first_violation"]
        and f["violation_minor"]
        and f["accepts_education"]
        and f["signed_promise"]
        and kept_agreed_time(f, future)
        and (no_harm(f) or f["harm_reduced"])
    )


def kept_agreed_time(f: Facts, future: Future) -> bool:
    if f["correction_state"] == "pending":
        return future.will_be_done if f["agreed_time_kept"] is None else bool(f["agreed_time_kept"])
    return f["correction_state"] in ("at_once", "within_agreed")


# 拒不改正、逾期不改正或者改正后仍不符合要求的，应当依法予以行政处罚; 到约定时间没有改完 is 逾期
def not_corrected(f: Facts, future: Future) -> bool:
    overdue = f["correction_state"] == "pending" and not kept_agreed_time(f, future)
    return f["refuses_to_correct"] or overdue or f["correction_state"] in ("late_not_done", "still_failing")


# 多次违法的予以行政处罚: from the second time
def repeated(f: Facts) -> bool:
    return not f["first_violation"]


# 触碰底线……依法严厉查处; 风险较大……，以及利用……突出事件……，不适用柔性执法
def outside_in_panjin(f: Facts) -> bool:
    return bool(f["crosses_safety_baseline"] or f["high_risk_irreversible"] or f["exploits_emergency"])


# ---- the decision


def decide(case: Complete) -> str:
    """The outcome's code; ``need_facts`` where it hangs on a period that still runs."""
    outcomes = possible(case)
    return next(iter(outcomes)) if len(outcomes) == 1 else NEED_FACTS


def possible(case: Complete) -> frozenset[str]:
    """The outcomes it may still come to."""
    return frozenset(_decide(case, Future(done)) for done in (True, False))


def _decide(case: Complete, future: Future) -> str:
    decisions: Mapping[str, Callable[[Complete, Future], str]] = {
        "violation": _decide_violation,
        "join": _decide_join,
        "removal": _decide_removal,
        "onsite": _decide_onsite,
    }
    return decisions[case.matter](case, future)


def _decide_violation(case: Complete, future: Future) -> str:
    f = case.facts
    office, government = holds("沙环发181", case), holds("沙府发69", case)
    city, panjin = holds("渝环规5", case), holds("盘委办17", case)
    if (office or government or city or panjin) and f["suspected_crime"]:  # 依法及时移送公安机关
        return "transfer"
    if (office and outside_by_office(f)) or (government and outside_by_government(f)):
        return "excluded"
    if panjin and outside_in_panjin(f):
        return "excluded"
    if office and any(item(f) for item in NEGATIVE):
        return "aggravated"
    if city and is_listed_enterprise(case) and is_violation(f) and severe(f, is_over_standard(f)):
        return "aggravated"
    if panjin and is_violation(f) and (not_corrected(f, future) or repeated(f)):
        return "punish"
    if office and any(item(case, future) for item in POSITIVE[:5]):
        return "exempt"
    if panjin and promise(f, future):
        return "exempt"
    if office and any(item(case, future) for item in POSITIVE[5:]):
        return "may_exempt"
    if city and is_listed_enterprise(case) and any(item(f, future) for item in CAREFUL):
        return "may_exempt"
    return "not_listed"


POSITIVE = (
    positive_1,
    positive_2,
    positive_3,
    positive_4,
    positive_5,
    positive_6,
    positive_7,
    positive_8,
    positive_9,
)
NEGATIVE = (negative_1, negative_2, negative_3, negative_4, negative_5, negative_6)
CAREFUL = (careful_1, careful_2, careful_3)


# 复核属实的，不得纳入; 存在恶意偷排、篡改台账记录、逃避监管等严重环境违法行为的，不得再次纳入
def _decide_join(case: Complete, future: Future) -> str:
    f = case.facts
    if not holds("渝环规5", case):
        return "not_listed"
    if f["objection_verified"] or f["serious_malicious_record"]:
        return "may_not_join"
    return "may_join" if any(condition(f) for condition in JOINING) else "may_not_join"


def join_1(f: Facts) -> bool:  # 疫情防控急需的……认定、认可的
    return bool(f["epidemic_supply_recognised"])


# 民生保障重点行业企业或与民生保障密切相关的，或者污染排放量小、环境风险低、吸纳就业能力强的，
# 近1年内已经进行过现场执法检查且无环境违法记录的企业
def join_2(f: Facts) -> bool:
    kind = f["livelihood_enterprise"] or f["small_low_risk_employer"]
    return bool(kind and f["inspected_in_year"] and f["violation_record"] == "none")


# 重大工程项目或重点领域企业，近1年内已经进行过现场执法检查且无严重环境违法记录，
# 或已按要求安装在线监控设备且正常运行，并与生态环境部门联网的
def join_3(f: Facts) -> bool:
    checked = f["inspected_in_year"] and f["violation_record"] != "serious"
    monitored = f["monitor_installed"] and f["monitor_stable"] and f["monitor_connected"]
    return bool(f["major_project"] and (checked or monitored))


# 已经安装在线监控，联网，且稳定运行，环境信用良好，近1年内无环境违法记录，且在线监控数据稳定达标
def join_4(f: Facts) -> bool:
    return (
        f["monitor_installed"]
        and f["monitor_connected"]
        and f["monitor_stable"]
        and f["credit"] in ("good", "honest")
        and f["violation_record"] == "none"
        and f["monitor_data_compliant"]
    )


def join_5(f: Facts) -> bool:  # 企业环境信用评价结果为环保诚信
    return bool(f["credit"] == "honest")


JOINING = (join_1, join_2, join_3, join_4, join_5)


# 及时将不再符合纳入条件的企业移出; 因管理不善导致超标排放且未主动报告，或存在其他恶意违法行为的……及时移出
def _decide_removal(case: Complete, future: Future) -> str:
    f = case.facts
    if not holds("渝环规5", case):
        return "not_listed"
    if not f["on_enterprise_list"]:
        return "keep"
    if not f["meets_join_conditions"] or severe(f, f["over_standard"]):
        return "remove"
    return "keep"


def _decide_onsite(case: Complete, future: Future) -> str:
    f = case.facts
    if not holds("渝环规5", case) or not is_listed_enterprise(case):
        return "not_listed"
    # 一是群众投诉、举报；二是媒体曝光；三是上级交办；五是其他确需赴现场调查核实的
    plain = ("complaint", "media_exposure", "assigned_from_above", "other_need_for_visit")
    # 四是……发现问题或线索后，经企业先行自查并提交……，经审核后仍需赴现场调查核实的
    after_review = f["remote_findings"] and f["self_check_submitted"] and f["still_needs_visit"]
    if any(f[trigger] for trigger in plain) or after_review:
        return "onsite_ok"
    # 以非现场方式为主开展执法检查（环境风险隐患排查整治工作除外）
    return "onsite_ok" if f["hidden_danger_campaign"] else "onsite_no"
