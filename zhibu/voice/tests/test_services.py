"""Telling, answering, handing on, closing: as sentences."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from zhibu.kernel import clock
from zhibu.kernel.models import Audit
from zhibu.kernel.scope import Refused, Scope
from zhibu.site.scopes import guest
from zhibu.site.testing.world import inside
from zhibu.voice import selectors, services
from zhibu.voice.models import Knock, Suggestion
from zhibu.voice.secrets import LETTERS

DAY = date(2026, 5, 6)


def send(about, text="路灯坏了三盏", *, once="", address="10.0.0.1", scope: Scope | None = None, **more):
    with inside(scope or guest()) as worn, clock.stopped_at(DAY):
        values = {"name": "", "contact": "", "once": once or f"{text}{address}"} | more
        return services.send_suggestion(worn, about=about, text=text, address=address, **values)


def told(receipt, word="", *, address="10.0.0.2"):
    with inside(guest()) as worn, clock.stopped_at(DAY):
        return selectors.told(worn, number=receipt.number, word=word or receipt.word, address=address)


def the_one(scope):
    return selectors.inside(scope).with_steps().order_by("-at", "-number")[0]


def test_numbers_run_through_the_year_and_begin_anew(world):
    first, second = send(world.orgs["willow"].pk, "一"), send(None, "二")
    assert (first.number, second.number) == ("26-001", "26-002")
    with inside(guest()) as scope, clock.stopped_at(date(2027, 1, 1)):
        third = services.send_suggestion(
            scope, about=None, text="三", name="", contact="", once="c", address="10.0.0.1"
        )
    assert third.number == "27-001"


def test_a_word_has_four_letters_and_opens_its_own_number_only(world):
    one, two = send(None, "一"), send(None, "二")
    assert len(one.word) == 4 and set(one.word) <= set(LETTERS)
    assert told(one).text == "一"
    assert told(one, one.word.lower()).text == "一"
    assert told(one, two.word) is None


def test_the_same_form_sent_twice_is_one_suggestion(world, scope_of):
    one, again = send(None, "一", once="form"), send(None, "一", once="form")
    assert one == again
    assert send(None, "另一件", once="form").number != one.number
    with inside(scope_of("system_admin")) as scope:
        assert selectors.counts(scope) == (2, 0)


def test_a_name_and_a_way_to_be_reached_are_kept_only_if_given(world, scope_of):
    send(world.orgs["willow"].pk, "一")
    send(world.orgs["willow"].pk, "二", name="老李", contact="138 0000 0001")
    with inside(scope_of("secretary")) as scope:
        bare, full = selectors.open_page(scope)[0]
        assert (bare.name, bool(bare.contact)) == ("", False)
        assert (full.name, str(full.contact)) == ("老李", "****")
        assert b"0001" not in bytes(full.contact_sealed)
        assert services.open_contact(scope, full) == "138 0000 0001"


def test_a_suggestion_leaves_no_trace_of_who_wrote(world, scope_of):
    with inside(scope_of("audit_admin")):
        before = Audit.objects.count()
    send(world.orgs["willow"].pk, scope=scope_of("member", "member"))
    with inside(scope_of("audit_admin")):
        assert Audit.objects.count() == before
    with inside(scope_of("secretary")) as scope:
        one = the_one(scope)
        actor = scope_of("member", "member").actor
        assert all(actor not in str(value) for value in vars(one).values())
        assert all(step.by is None for step in one.steps.all())


@pytest.mark.parametrize("text", ["", "   ", "长" * 2001])
def test_nothing_and_too_much_are_refused(world, text):
    with pytest.raises(ValidationError):
        send(None, text, once="x")


@pytest.mark.parametrize("about", ["county", "willow1"])
def test_only_standing_branches_can_be_told(world, about):
    with pytest.raises(ValidationError) as refused:
        send(world.orgs[about].pk)
    assert "about" in refused.value.message_dict


def test_one_address_may_send_so_often_and_tomorrow_again(world):
    for number in range(services.MOST_A_DAY):
        send(None, f"第{number}件")
    with pytest.raises(ValidationError):
        send(None, "再一件")
    assert send(None, "别处来的", address="10.0.0.9").number
    with inside(guest()) as scope, clock.stopped_at(DAY + timedelta(days=1)):
        services.send_suggestion(
            scope, about=None, text="x", name="", contact="", once="y", address="10.0.0.1"
        )


def test_no_address_is_stored_and_yesterdays_marks_are_gone(world):
    from zhibu.site.testing.world import whole_house

    send(None, "一", address="192.0.2.77")
    with inside(whole_house()):
        (key,) = Knock.objects.values_list("key", flat=True)
    assert b"192.0.2.77" not in bytes(key)
    with inside(guest()) as scope, clock.stopped_at(DAY + timedelta(days=1)):
        services.send_suggestion(
            scope, about=None, text="二", name="", contact="", once="y", address="192.0.2.77"
        )
    with inside(whole_house()):
        (later,) = Knock.objects.values_list("key", flat=True)
    assert bytes(later) != bytes(key)


def test_wrong_words_are_counted_by_sender_and_by_number(world):
    one = send(None, "一")
    wrong = next(w for w in ("AAAA", "BBBB") if w != one.word)
    for _ in range(selectors.WRONG_A_DAY):
        assert told(one, wrong, address="10.0.0.3") is None
    with pytest.raises(ValidationError):  # this sender, even with the right word
        told(one, address="10.0.0.3")
    with pytest.raises(ValidationError):  # and this number, for whoever asks
        told(one, address="10.0.0.4")
    assert told(send(None, "二"), address="10.0.0.4").text == "二"


def test_an_answer_reaches_the_writer_with_the_office_but_no_name(world, scope_of):
    receipt = send(world.orgs["willow"].pk)
    with inside(scope_of("secretary")) as scope:
        services.answer_suggestion(scope, the_one(scope), words="本周五前修好。")
    seen = told(receipt)
    assert [s.what for s in seen.steps] == ["received", "answered"]
    assert seen.steps[1].words == "本周五前修好。"
    assert seen.steps[1].by == "柳河村党支部 支部书记"
    assert "王建国" not in str(seen)


def test_closing_needs_an_answer_and_ends_it(world, scope_of):
    receipt = send(world.orgs["willow"].pk)
    with inside(scope_of("secretary")) as scope:
        one = the_one(scope)
        with pytest.raises(ValidationError):
            services.close_suggestion(scope, one)
        services.answer_suggestion(scope, one, words="修好了。")
        services.close_suggestion(scope, one)
        with pytest.raises(ValidationError):
            services.answer_suggestion(scope, one, words="还有")
    assert told(receipt).closed


def test_who_is_above_reads_but_answers_only_what_is_handed_up(world, scope_of):
    send(world.orgs["willow"].pk)
    with inside(scope_of("east_officer")) as scope, pytest.raises(Refused):
        services.answer_suggestion(scope, the_one(scope), words="我来答")
    with inside(scope_of("secretary")) as scope:
        one = the_one(scope)
        assert [name for _, name in selectors.desks(scope, one)] == ["演示县东镇委员会", "平台管理员"]
        services.hand_suggestion(scope, one, to=str(world.orgs["east"].pk), words="路灯归镇里管。")
        assert selectors.sees(scope, one.pk)  # about the branch: it sees how it goes on
        with pytest.raises(Refused):
            services.answer_suggestion(scope, selectors.suggestion(scope, one.pk), words="还是我答")
    with inside(scope_of("east_officer")) as scope:
        services.answer_suggestion(scope, the_one(scope), words="已报修。")


def test_what_is_about_the_platform_goes_to_its_administrator_and_on(world, scope_of):
    send(None, "登录纸条太小")
    with inside(scope_of("officer")) as scope:
        assert selectors.counts(scope) == (0, 0)
    with inside(scope_of("system_admin")) as scope:
        one = the_one(scope)
        services.hand_suggestion(scope, one, to=str(world.orgs["willow"].pk), words="纸条是支部印的。")
    with inside(scope_of("secretary")) as scope:
        assert selectors.waiting(scope) == 1
        services.hand_suggestion(scope, the_one(scope), to=str(world.orgs["east"].pk), words="请镇里统一印。")
        assert not selectors.sees(scope, one.pk)
    with inside(scope_of("east_officer")) as scope:
        services.answer_suggestion(scope, the_one(scope), words="下月换大字的。")


def test_handing_on_needs_a_desk_of_the_list_and_a_reason(world, scope_of):
    send(world.orgs["willow"].pk)
    with inside(scope_of("secretary")) as scope:
        one = the_one(scope)
        for to, words in ((str(world.orgs["pine"].pk), "给松岭"), (str(world.orgs["east"].pk), " ")):
            with pytest.raises(ValidationError):
                services.hand_suggestion(scope, one, to=to, words=words)


def test_the_public_list_has_standing_branches_by_name_only(world):
    with inside(guest()):
        assert selectors.places() == [
            (world.orgs[k].pk, world.orgs[k].name) for k in ("willow", "elm", "pine")
        ]
        assert selectors.places("松岭") == [(world.orgs["pine"].pk, "松岭村党支部")]
        assert not Suggestion.objects.exists()
