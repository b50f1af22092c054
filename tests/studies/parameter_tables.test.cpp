#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/studies/equiangular_lab.hpp"
#include "coalesce/studies/infinite_width.hpp"
#include "coalesce/studies/single_location.hpp"

using namespace coalesce;

namespace {

template <class Visit>
void for_every_table(const Visit& visit) {
    visit(parameters());
    visit(equiangular_parameters());
    visit(infinite_width_parameters());
    visit(single_location_parameters());
}

template <class Visit>
void for_every_parameter(const Visit& visit) {
    for_every_table([&](const auto& table) {
        for (const auto& parameter : table) {
            CAPTURE(parameter.key);
            visit(parameter);
        }
    });
}

bool is_number(const ParameterSpec& parameter) {
    return parameter.kind == ParameterKind::integer || parameter.kind == ParameterKind::real;
}

/// True if the value is a number or several, which have a range.
bool has_range(const ParameterSpec& parameter) {
    return is_number(parameter) || parameter.kind == ParameterKind::pair || parameter.kind == ParameterKind::matrix;
}

/// Returns an accepted value that differs from the one given.
ParameterValue other_value(const ParameterSpec& parameter, const ParameterValue& now) {
    switch (parameter.kind) {
        case ParameterKind::integer:
            return static_cast<std::int64_t>(std::get<std::int64_t>(now) == parameter.slider_to ? parameter.slider_from
                                                                                                : parameter.slider_to);
        case ParameterKind::real:
            return std::get<double>(now) == parameter.slider_to ? parameter.slider_from : parameter.slider_to;
        case ParameterKind::boolean:
            return !std::get<bool>(now);
        case ParameterKind::choice: {
            const bool first = std::get<std::string>(now) == parameter.choices[0];
            return std::string(parameter.choices[first ? 1 : 0]);
        }
        case ParameterKind::text:
            return std::string("another β");
        case ParameterKind::matrix:
            return Matrix::rotation(3, 1);
        case ParameterKind::law:
            return InitialLaw(MixtureLaw{{{1, {0, 1, 0}, 0.5}}});
        case ParameterKind::pair:
            return std::array<double, 2>{0.25, -0.5};
        case ParameterKind::events:
            return Events{{0.5, hands::Remove{Cap{}}}};
    }
    return now;
}

/// Settings after each of the values, by key.
template <class Settings>
Settings with(std::span<const BasicParameter<Settings>> table,
              const std::vector<std::pair<std::string_view, ParameterValue>>& values) {
    Settings settings;
    std::set<std::string_view> keys;
    for (const auto& [key, value] : values) {
        const auto at = std::find_if(table.begin(), table.end(), [k = key](const auto& p) { return p.key == k; });
        REQUIRE(at != table.end());
        at->set(settings, value);
        keys.insert(key);
    }
    CHECK(keys.size() == table.size());
    return settings;
}

ParameterValue whole(std::int64_t value) {
    return value;
}

ParameterValue word(const char* text) {
    return std::string(text);
}

}  // namespace

TEST_CASE("keys are unique within their table") {
    for_every_table([](const auto& table) {
        std::set<std::string_view> keys;
        for (const auto& parameter : table) CHECK(keys.insert(parameter.key).second);
        CHECK(keys.size() > 5);
    });
}

TEST_CASE("every parameter has a label and a sentence of help, and a switch says what it does") {
    const auto says = [](std::string_view help, std::string_view verb) {
        return (" " + std::string(help)).find(" " + std::string(verb) + " ") != std::string::npos;
    };
    for_every_parameter([&](const ParameterSpec& parameter) {
        CHECK_FALSE(parameter.label.empty());
        CHECK(parameter.help.size() > 15);
        CHECK(parameter.help.back() == '.');
        CHECK(parameter.help.find("  ") == std::string_view::npos);
        CHECK(parameter.help != parameter.label);
        if (parameter.kind != ParameterKind::boolean) return;
        CHECK((says(parameter.help, "Draws") || says(parameter.help, "Shows") || says(parameter.help, "attends")));
    });
}

TEST_CASE("numbers have a range and a slider within it, choices have words, and nothing else has either") {
    for_every_parameter([](const ParameterSpec& parameter) {
        CHECK((parameter.kind == ParameterKind::choice) == !parameter.choices.empty());
        if (!has_range(parameter)) {
            CHECK((parameter.minimum == 0 && parameter.maximum == 0 && parameter.slider_from == 0 &&
                   parameter.slider_to == 0 && !parameter.logarithmic));
            CHECK((parameter.unit.empty() && parameter.zero.empty()));
            return;
        }
        CHECK(parameter.minimum < parameter.maximum);
        CHECK(parameter.slider_from < parameter.slider_to);
        CHECK(parameter.slider_from >= parameter.minimum);
        CHECK(parameter.slider_to <= parameter.maximum);
        if (parameter.open_minimum) CHECK(parameter.slider_from > parameter.minimum);
        if (parameter.open_maximum) CHECK(parameter.slider_to < parameter.maximum);
        if (parameter.logarithmic) CHECK(parameter.slider_from > 0);
        // A word for 0 is of use where 0 is accepted.
        if (!parameter.zero.empty()) CHECK((parameter.minimum == 0 && !parameter.open_minimum));
    });
}

TEST_CASE("real numbers have a unit unless they are known to have no dimension") {
    std::set<std::string> without, whole_with;
    for_every_parameter([&](const ParameterSpec& parameter) {
        if (parameter.kind == ParameterKind::integer && !parameter.unit.empty())
            whole_with.insert(std::string(parameter.key));
        if (parameter.kind != ParameterKind::real && parameter.kind != ParameterKind::pair) return;
        if (parameter.unit.empty()) without.insert(std::string(parameter.key));
    });
    // Inverse temperatures, cosines, ratios and factors; a step of the descent is a factor of the gradient.
    CHECK(without == std::set<std::string>{"model.beta", "view.token_size", "view.opacity", "beta", "gamma", "rho",
                                           "epsilon", "step", "mu", "nu"});
    CHECK(whole_with == std::set<std::string>{"view.trails"});
}

TEST_CASE("defaults are accepted") {
    for_every_table([]<class Document>(std::span<const BasicParameter<Document>> table) {
        const Document document;
        for (const BasicParameter<Document>& parameter : table) {
            CAPTURE(parameter.key);
            CHECK_NOTHROW(check_value(parameter, parameter.get(document)));
        }
    });
}

TEST_CASE("set() changes its own parameter alone, and get() returns the value") {
    for_every_table([]<class Document>(std::span<const BasicParameter<Document>> table) {
        const Document before;
        for (const BasicParameter<Document>& parameter : table) {
            CAPTURE(parameter.key);
            Document document;
            const ParameterValue value = other_value(parameter, parameter.get(document));
            REQUIRE_FALSE(value == parameter.get(document));
            check_value(parameter, value);
            parameter.set(document, value);
            CHECK(parameter.get(document) == value);
            if (parameter.key == "dimension") continue;  // carries the matrices over
            for (const BasicParameter<Document>& other : table) {
                if (other.key != parameter.key) CHECK(other.get(document) == other.get(before));
            }
            parameter.set(document, parameter.get(before));
            CHECK(document == before);
        }
    });
}

TEST_CASE("every choice can be set") {
    for_every_table([]<class Document>(std::span<const BasicParameter<Document>> table) {
        for (const BasicParameter<Document>& parameter : table) {
            for (const std::string_view choice : parameter.choices) {
                Document document;
                parameter.set(document, std::string(choice));
                CHECK(std::get<std::string>(parameter.get(document)) == choice);
            }
        }
    });
}

TEST_CASE("keys of the laboratories name their members") {
    CHECK(with(equiangular_parameters(), {{"n", whole(3)},
                                          {"beta", 0.25},
                                          {"gamma", 0.5},
                                          {"rho", 0.75},
                                          {"attention", word("unnormalized")},
                                          {"until", 0.125}}) ==
          EquiangularSettings{
              .n = 3, .beta = 0.25, .gamma = 0.5, .rho = 0.75, .attention = Attention::unnormalized, .until = 0.125});
    CHECK(with(infinite_width_parameters(), {{"n", whole(11)},
                                             {"s", whole(12)},
                                             {"heads", whole(13)},
                                             {"activation", word("relu")},
                                             {"scaling", word("linear")},
                                             {"head_width", whole(14)},
                                             {"samples", whole(15)},
                                             {"seed", whole(16)},
                                             {"matrices", true},
                                             {"gram", word("matched")}}) ==
          InfiniteWidth{.n = 11,
                        .s = 12,
                        .heads = 13,
                        .activation = Activation::relu,
                        .scaling = ScoreScaling::linear,
                        .head_width = 14,
                        .samples = 15,
                        .seed = 16,
                        .matrices = true,
                        .gram = GramLaw::matched});
    CHECK(with(single_location_parameters(), {{"d", whole(11)},
                                              {"L", whole(12)},
                                              {"beta", 0.125},
                                              {"gamma", 0.25},
                                              {"epsilon", 0.375},
                                              {"link", word("relu")},
                                              {"n", whole(13)},
                                              {"step", 0.5},
                                              {"iterations", whole(14)},
                                              {"seed", whole(15)},
                                              {"start", word("random")},
                                              {"mu", 0.625},
                                              {"nu", 0.75},
                                              {"risk_samples", whole(16)}}) ==
          SingleLocation{.d = 11,
                         .L = 12,
                         .beta = 0.125,
                         .gamma = 0.25,
                         .epsilon = 0.375,
                         .link = Link::relu,
                         .n = 13,
                         .step = 0.5,
                         .iterations = 14,
                         .seed = 15,
                         .start = LocationStart::random,
                         .mu = 0.625,
                         .nu = 0.75,
                         .risk_samples = 16});
}
