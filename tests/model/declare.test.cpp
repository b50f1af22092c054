#include "model/declare.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

using namespace coalesce;
using namespace coalesce::declare;

namespace {

enum class Tint { red, green, blue };

}  // namespace

namespace coalesce {
template <>
constexpr std::array<std::string_view, 3> words<Tint>{"red", "green", "blue"};
}  // namespace coalesce

namespace {

/// A member of every type that a value can have, each between others.
struct Everything {
    bool flag = false;
    int small = -1;
    std::string text = "first";
    std::int64_t whole = 2;
    bool flag_beside = true;
    double real = 0.5;
    std::array<double, 2> pair{1, 2};
    Matrix matrix = Matrix::identity(3);
    InitialLaw law;
    Tint tint = Tint::green;
    int last = 7;
    bool operator==(const Everything&) const = default;
};

Table<Everything> complete_table() {
    Table<Everything> table;
    Everything& e = table.document;
    table.add("flag", "F", flag(e.flag), "Does something.");
    table.add("small", "S", whole(e.small).range(-5, 5).slider(-1, 1), "Counts something.");
    table.add("text", "T", text(e.text), "Says something.");
    table.add("whole", "W", whole(e.whole).range(0, 1e18).slider(0, 9).zero("none"), "Counts more.");
    table.add("real", "R", real(e.real).range(open(0), open(1)).slider(0.1, 0.9).log().unit("rad"), "Turns something.");
    table.add("pair", "P", pair(e.pair).range(-1, open(1)).slider(0, 0.5), "Moves something.");
    table.add("matrix", "M", matrix(e.matrix).range(open(-3), 3).slider(-2, 2), "Maps something.");
    table.add("law", "L", law(e.law).effect(Effect::new_cloud), "Draws something.");
    table.add("tint", "C", choice(e.tint).effect(Effect::view), "Colours something.");
    return table;
}

const BasicParameter<Everything>& entry(const Table<Everything>& table, std::string_view key) {
    for (const BasicParameter<Everything>& one : table.entries)
        if (one.key == key) return one;
    throw std::logic_error("no such entry");
}

}  // namespace

TEST_CASE("an entry holds what its sentence says") {
    const Table<Everything> table = complete_table();
    REQUIRE(table.entries.size() == 9);
    const BasicParameter<Everything>& turn = entry(table, "real");
    CHECK(turn.label == "R");
    CHECK(turn.help == "Turns something.");
    CHECK(turn.kind == ParameterKind::real);
    CHECK((turn.minimum == 0 && turn.open_minimum && turn.maximum == 1 && turn.open_maximum));
    CHECK((turn.slider_from == 0.1 && turn.slider_to == 0.9 && turn.logarithmic));
    CHECK(turn.unit == "rad");
    CHECK(turn.zero.empty());
    CHECK(turn.effect == Effect::live);
    const BasicParameter<Everything>& count = entry(table, "whole");
    CHECK(count.kind == ParameterKind::integer);
    CHECK((count.minimum == 0 && !count.open_minimum && count.maximum == 1e18 && !count.open_maximum));
    CHECK((count.slider_to == 9 && !count.logarithmic && count.unit.empty()));
    CHECK(count.zero == "none");
    CHECK((entry(table, "pair").kind == ParameterKind::pair && entry(table, "pair").open_maximum));
    CHECK((entry(table, "matrix").kind == ParameterKind::matrix && entry(table, "matrix").open_minimum));
    CHECK(entry(table, "flag").kind == ParameterKind::boolean);
    CHECK(entry(table, "small").kind == ParameterKind::integer);
    CHECK(entry(table, "text").kind == ParameterKind::text);
    CHECK((entry(table, "law").kind == ParameterKind::law && entry(table, "law").effect == Effect::new_cloud));
    const BasicParameter<Everything>& tint = entry(table, "tint");
    CHECK((tint.kind == ParameterKind::choice && tint.effect == Effect::view));
    REQUIRE(tint.choices.size() == 3);
    CHECK((tint.choices[0] == "red" && tint.choices[2] == "blue"));
}

TEST_CASE("a value is read from and written to its member alone, in any document") {
    const Table<Everything> table = complete_table();
    const Everything before;
    Everything wanted = before, written = before;
    const auto set = [&](std::string_view key, const ParameterValue& value) {
        const BasicParameter<Everything>& one = entry(table, key);
        CHECK_FALSE(one.get(written) == value);
        one.set(written, value);
        CHECK(one.get(written) == value);
        CHECK(written == wanted);
    };
    wanted.flag = true;
    set("flag", true);
    wanted.small = -4;
    set("small", std::int64_t{-4});
    wanted.text = "a text that is too long to lie within its string's own bytes";
    set("text", wanted.text);
    wanted.whole = std::numeric_limits<std::int64_t>::max();  // no double holds it
    set("whole", wanted.whole);
    wanted.real = 0.1;
    set("real", 0.1);
    wanted.pair = {3, 4};
    set("pair", std::array<double, 2>{3, 4});
    wanted.matrix = Matrix::rotation(3, 1);
    set("matrix", Matrix::rotation(3, 1));
    wanted.law = MixtureLaw{{{1, {0, 1, 0}, 0.5}}};
    set("law", wanted.law);
    wanted.tint = Tint::blue;
    set("tint", std::string("blue"));
    CHECK(entry(table, "tint").get(before) == ParameterValue(std::string("green")));
}

TEST_CASE("a word that is none of the choices leaves the member as it was, a value of another kind throws") {
    const Table<Everything> table = complete_table();
    Everything document;
    entry(table, "tint").set(document, std::string("neither"));
    CHECK(document == Everything{});
    CHECK_THROWS_AS(entry(table, "real").set(document, std::int64_t{1}), std::bad_variant_access);
    CHECK(document == Everything{});
}

TEST_CASE("a setter of one's own replaces the copy to the member") {
    Table<Everything> table;
    table.add("real", "R", real(table.document.real).range(0, 1).slider(0, 1), "Carries another along.")
        .set_with_others = [](Everything& document, const ParameterValue& value) {
        document.real = std::get<double>(value);
        document.last = 8;
    };
    Everything document;
    table.entries[0].set(document, 0.25);
    CHECK(table.entries[0].get(document) == ParameterValue(0.25));
    CHECK(document.last == 8);
}

TEST_CASE("an entry whose variable is no member of the table's document is refused") {
    Table<Everything> table;
    Everything around[3];
    double elsewhere = 0;
    CHECK_THROWS_AS(table.add("a", "A", real(elsewhere).range(0, 1).slider(0, 1), "Lies elsewhere."), std::logic_error);
    for (Everything& other : around)
        CHECK_THROWS_AS(table.add("b", "B", whole(other.last).range(0, 1).slider(0, 1), "Lies elsewhere."),
                        std::logic_error);
    CHECK(table.entries.empty());
    // The bytes of a member must lie within the document, not only its first one.
    Value straddling = text(table.document.text);
    const auto* const bytes = reinterpret_cast<const std::byte*>(&table.document);
    straddling.member = bytes + sizeof(Everything) - 1;
    CHECK_THROWS_AS(straddling.place(bytes, sizeof(Everything)), std::logic_error);
}
