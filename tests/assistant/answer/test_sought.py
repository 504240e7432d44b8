"""What kind of answer a question wants, and whether a clause has one."""

import pytest

from assistant.answer.sought import defines, find_term, find_unmet, names

ROW = "自检查发现之日起 10 日内按要求完成整改的；违法行为轻微并及时改正的，不予行政处罚"


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        ("排污许可证有效期是几年", ROW, "几年"),
        ("清单有效期几年", "正面清单有效期原则为3年", None),
        ("清单有效期几年", "自2021年8月6日起施行", "几年"),
        ("几天之内改完不罚", ROW, None),
        ("环评审批要几天", "违法行为轻微并及时改正的，不予行政处罚", "几天"),
        ("反映了多久给答复", "应当在第一时间办理并答复", None),
        ("多久公示一次", "名单应当公示", "多长时间"),
        ("坏了几小时内要报告", ROW, "几小时"),
        ("一式几份", "当事人自愿签署承诺书", "几份"),
        ("要学满多少个学时", "需要参加法治学习", "几学时"),
        ("过了两年还罚吗，追诉时效怎么算", "有效期3年", "时效"),
        ("平台的网址发我一下", "依托广西“生态云”平台", "网址"),
        ("在哪个网站公示", "在门户网站公示", None),
        ("投诉电话是多少", "联系人：张三，联系电话：65321234", None),
        ("投诉电话是多少", "公布投诉举报途径", "电话"),
        ("多给几天改正的也算进去吗", "不含改正期", None),
        ("没有问数目的", "什么也没有", None),
        ("几家单位都要来，能不能一起查", "综合查一次", None),
        ("有几家单位", "各部门联合检查", "几家"),
        ("是打电话说一声还是发书面通知", "发送提示函", None),
        ("联系电话是多少", "发送提示函", "电话"),
    ],
)
def test_what_a_clause_does_not_say_is_found(question: str, text: str, kind: str | None) -> None:
    assert find_unmet(question, text) == kind


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("什么是行政处罚？", "行政处罚"),
        ("什么叫“双随机、一公开”？", "双随机、一公开"),
        ("负面清单指的是什么？", "负面清单"),
        ("“721”工作法是什么意思", "721工作法"),
        ("正面清单有效期多久", None),
        ("沙坪坝的措施是什么", None),
    ],
)
def test_a_term_asked_for_its_meaning_is_read(question: str, term: str | None) -> None:
    assert find_term(question) == term


def test_a_definition_is_more_than_the_use_of_a_term() -> None:
    assert defines("1. 正面清单是指轻微违法行为依法免予处罚清单", "正面清单")
    assert defines("推行“721”工作法，坚持70%的问题用服务解决", "721工作法")
    assert not defines("违法行为轻微的，不予行政处罚。", "行政处罚")
    assert not defines("正面清单是否公示", "正面清单")
    assert names("加强行政指导", "行政指导") and not names("做好行政处罚事后帮扶", "行政处罚")
