#include "coalesce/model/settings.hpp"

#include <doctest/doctest.h>

#include "coalesce/model/error.hpp"
#include "model/declare.hpp"

using namespace coalesce;

namespace {

struct Experiment {
    std::int64_t n = 16;
    double gamma = 0.5;
    bool exact = false;
    Attention attention = Attention::softmax;
    std::string note;
    bool operator==(const Experiment&) const = default;
};

std::span<const BasicParameter<Experiment>> table() {
    static const std::vector<BasicParameter<Experiment>> all = [] {
        using namespace declare;
        Table<Experiment> made;
        Experiment& e = made.document;
        made.add("n", "n", whole(e.n).range(1, 1e6).slider(1, 1e6), "How many there are.");
        made.add("gamma", "γ", real(e.gamma).range(open(0), open(1)).slider(0.1, 0.9).unit("rad"),
                 "How noisy they are.");
        made.add("exact", "Exact", flag(e.exact), "Sums over all of them.");
        made.add("attention", "Attention", choice(e.attention), "How they attend.");
        made.add("note", "Note", text(e.note), "What to look at.");
        return made.entries;
    }();
    return all;
}

Experiment assigned(const std::vector<Assignment>& assignments) {
    Experiment experiment;
    assign(table(), assignments, experiment);
    return experiment;
}

std::string refusal(const Assignment& assignment) {
    try {
        assigned({assignment});
    } catch (const InputError& error) {
        return error.what();
    }
    return "nothing was refused";
}

}  // namespace

TEST_CASE("settings take assignments, the last of a key counts") {
    const Experiment all =
        assigned({"n=5", "n=1e3", "gamma=0.25", "exact=true", "attention=unnormalized", "note=2026"});
    CHECK(all == Experiment{1000, 0.25, true, Attention::unnormalized, "2026"});
    CHECK(assigned({}) == Experiment{});
}

TEST_CASE("settings are written as the assignments that give them back") {
    const Experiment some{1000, 0.1 + 0.2, true, Attention::unnormalized, "a = b, \"c\""};
    CHECK(assigned(assignments_of(table(), some)) == some);
    CHECK(assignments_of(table(), some).front() == "n=1000");
    CHECK(assignments_of(table(), Experiment{}).empty());
}

TEST_CASE("settings refuse in one line: the assignment, what was found, what is expected") {
    CHECK(refusal("n=0") == "--set n=0: found 0, expected a whole number from 1 to 1000000");
    CHECK(refusal("n=1.5") == "--set n=1.5: found 1.5, expected a whole number from 1 to 1000000");
    CHECK(refusal("n=many") == "--set n=many: found \"many\", expected a whole number from 1 to 1000000");
    CHECK(refusal("gamma=0") == "--set gamma=0: found 0, expected a number > 0 and < 1");
    CHECK(refusal("gamma=1") == "--set gamma=1: found 1, expected a number > 0 and < 1");
    CHECK(refusal("gama=1") == "--set gama=1: found an unknown key, the nearest known one is gamma");
    CHECK(refusal("attention=hard") ==
          "--set attention=hard: found \"hard\", expected one of \"softmax\", \"unnormalized\"");
    CHECK(refusal("exact=1") == "--set exact=1: found 1, expected true or false");
    CHECK(refusal("n") == "--set n: found no key and value, expected key=value, for instance n=…");
    CHECK(refusal("=1") == "--set =1: found no key and value, expected key=value, for instance n=…");
}

TEST_CASE("the reference names every key with its default and range") {
    CHECK(settings_reference(table()) ==
          "  n=16  (a whole number from 1 to 1000000)\n"
          "      How many there are.\n"
          "  gamma=0.5  (a number > 0 and < 1, unit: rad)\n"
          "      How noisy they are.\n"
          "  exact=false  (true or false)\n"
          "      Sums over all of them.\n"
          "  attention=softmax  (one of \"softmax\", \"unnormalized\")\n"
          "      How they attend.\n"
          "  note=  (a text)\n"
          "      What to look at.\n");
}

TEST_CASE("a parameter of settings is found by its key") {
    CHECK(find_in(table(), "gamma") == &table()[1]);
    CHECK(find_in(table(), "delta") == nullptr);
}
