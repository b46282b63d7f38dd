"""The pages of the second person: what waits, a batch at once, a value declined, relatives, data quality."""

from __future__ import annotations

from uuid import uuid4

from zhibu.kernel import clock
from zhibu.members import services
from zhibu.members.models import Change, Kinship, Member
from zhibu.members.services.enrolling import enrol, weigh
from zhibu.members.services.quality import judge_cards
from zhibu.site.testing.world import inside, whole_house

from .test_enrolling import entry
from .test_reviewing import reviewed


def imported(world, scope, count=30):
    batch = uuid4()
    with inside(scope):
        rows = [entry(world, 800 + n, row=n, name=f"新党员{n}") for n in range(count)]
        enrol(scope, weigh(scope, rows), batch=batch)
    return batch


def test_a_batch_is_reviewed_on_one_page_with_one_confirmation(
    world, scope_of, sign_in, django_assert_max_num_queries
):
    batch = imported(world, scope_of("secretary"))
    deputy = sign_in("deputy")
    address = f"/members/reviews/{batch}/"
    with django_assert_max_num_queries(18):
        assert "30 人" in deputy.get("/members/reviews/").content.decode()
    with django_assert_max_num_queries(18):
        page = deputy.get(address).content.decode()
    assert page.count('name="card"') == 30 and "新党员7" in page
    with inside(scope_of("deputy")):
        ids = [
            str(pk)
            for pk in Member.objects.filter(name__in=["新党员7", "新党员8"]).values_list("pk", flat=True)
        ]
    assert deputy.post(address, {"unrelated": "yes"}).status_code == 422
    assert deputy.post(address, {"card": ids}).status_code == 422
    with django_assert_max_num_queries(40):
        assert deputy.post(address, {"card": ids, "unrelated": "yes"}).status_code == 303
    with inside(scope_of("deputy")):
        assert Member.objects.filter(pk__in=ids, reviewed_at__isnull=False).count() == 2
    assert deputy.get(address).content.decode().count('name="card"') == 28


def test_who_entered_a_batch_finds_its_ticks_closed(world, scope_of, sign_in):
    batch = imported(world, scope_of("secretary"), 2)
    secretary = sign_in("secretary")
    page = secretary.get(f"/members/reviews/{batch}/").content.decode()
    assert page.count("disabled") >= 2
    assert "这一批要由另一位同志审核" in page and 'name="unrelated"' not in page
    with inside(scope_of("secretary")):
        (pk, *_rest) = Member.objects.filter(name__startswith="新党员").values_list("pk", flat=True)
    reply = secretary.post(f"/members/reviews/{batch}/", {"card": [str(pk)], "unrelated": "yes"})
    assert reply.status_code == 422 and "录入人不能审核" in reply.content.decode()


def test_a_card_shows_what_waits_beside_what_it_says(world, scope_of, sign_in):
    with inside(scope_of("secretary")) as scope:
        card = reviewed(scope, world)
        change = services.correct_field(scope, card, "name", "张晓明", why="档案")
    deputy = sign_in("deputy")
    page = deputy.get(f"/members/{card.pk}/").content.decode()
    assert "待审核" in page and "张晓明" in page and "来源" in page
    reply = deputy.post(f"/members/changes/{change.pk}/decline/", {"answer": "户口簿上不是"})
    assert reply.status_code == 303
    assert "待审核" not in deputy.get(f"/members/{card.pk}/").content.decode().split("审核员")[0]
    with inside(scope_of("deputy")):
        assert Change.objects.get(pk=change.pk).state == "declined"


def test_the_waiting_number_is_shown_by_its_mask_alone(world, scope_of, sign_in):
    from .test_reviewing import KEY

    number = dict(KEY)["id_number"]
    with inside(scope_of("secretary")) as scope:
        card = reviewed(scope, world)
        services.correct_field(scope, card, "id_number", number, why="身份证")
    page = sign_in("deputy").get(f"/members/{card.pk}/").content.decode()
    assert number not in page and "*" in page


def test_a_relative_is_declared_on_the_card_and_by_oneself(world, scope_of, sign_in):
    secretary, member = sign_in("secretary"), sign_in("member")
    card, deputy = world.members["member"].pk, world.people["deputy"].pk
    address = f"/members/{card}/relatives/"
    assert secretary.post(address, {"relative": "", "relation": ""}).status_code == 422
    reply = member.post("/me/relatives/", {"relative": str(deputy), "relation": "夫妻"})
    assert reply.status_code == 303
    page = secretary.get(address).content.decode()
    assert "夫妻" in page
    with inside(scope_of("secretary")):
        kinship = Kinship.objects.get()
    assert secretary.post(address, {"withdraw": str(kinship.pk)}).status_code == 303
    assert secretary.post(address, {"withdraw": str(kinship.pk)}).status_code == 404


def test_the_list_of_quality_names_rule_owner_and_remedy(
    world, scope_of, sign_in, django_assert_max_num_queries
):
    with inside(whole_house()):
        judge_cards(world.orgs["willow"].pk, today=clock.today())
    secretary = sign_in("secretary")
    with inside(scope_of("secretary")) as scope:
        card = Member.objects.get(pk=world.members["member"].pk)
        services.correct_field(scope, card, "mobile", "", why="没有")
    with inside(whole_house()):
        judge_cards(world.orgs["willow"].pk, today=clock.today())
    with django_assert_max_num_queries(14):
        page = secretary.get("/members/quality/").content.decode()
    assert "没有登记手机号码" in page and "党务助理" in page and f"/members/{card.pk}/" in page
    officer = sign_in("east_officer")
    with django_assert_max_num_queries(14):
        page = officer.get("/members/quality/").content.decode()
    assert "柳河" in page and "张小明" not in page
