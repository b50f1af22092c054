#include "coalesce/document/scene_parameters.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"

using namespace coalesce;

namespace {

std::string refusal(std::string_view key, const ParameterValue& value) {
    try {
        check_value(*find_parameter(key), value);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

bool is_number(const Parameter& parameter) {
    return parameter.kind == ParameterKind::integer || parameter.kind == ParameterKind::real;
}

/// Returns an accepted value that differs from the default.
ParameterValue other_value(const Parameter& parameter, const SceneDocument& document) {
    ParameterValue now = parameter.get(document);
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
    }
    return now;
}

}  // namespace

TEST_CASE("keys are unique and found again") {
    std::set<std::string_view> keys;
    for (const Parameter& parameter : parameters()) {
        CHECK(keys.insert(parameter.key).second);
        CHECK(find_parameter(parameter.key) == &parameter);
        CHECK(nearest_key(parameter.key) == parameter.key);
    }
    CHECK(find_parameter("model") == nullptr);
    CHECK(find_parameter("") == nullptr);
    for (const char* const key : {"name",
                                  "note",
                                  "dimension",
                                  "tokens.count",
                                  "tokens.seed",
                                  "tokens.law",
                                  "model.attention",
                                  "model.beta",
                                  "model.Q",
                                  "model.K",
                                  "model.V",
                                  "model.noise",
                                  "model.causal",
                                  "time.method",
                                  "time.dt",
                                  "time.tolerance",
                                  "time.until",
                                  "time.axis",
                                  "solver.method",
                                  "solver.tolerance",
                                  "solver.precision"}) {
        CHECK(keys.count(key) == 1);
    }
}

TEST_CASE("every parameter explains itself in one sentence") {
    for (const Parameter& parameter : parameters()) {
        CAPTURE(parameter.key);
        CHECK_FALSE(parameter.label.empty());
        CHECK(parameter.help.size() > 15);
        CHECK(parameter.help.back() == '.');
        CHECK((parameter.kind == ParameterKind::choice) == !parameter.choices.empty());
    }
}

TEST_CASE("defaults are accepted; sliders offer only what is accepted") {
    const SceneDocument document;
    for (const Parameter& parameter : parameters()) {
        CAPTURE(parameter.key);
        CHECK_NOTHROW(check_value(parameter, parameter.get(document)));
        if (!is_number(parameter)) continue;
        CHECK(parameter.minimum < parameter.maximum);
        CHECK(parameter.slider_from < parameter.slider_to);
        CHECK(parameter.slider_from >= parameter.minimum);
        CHECK(parameter.slider_to <= parameter.maximum);
        if (parameter.open_minimum || parameter.logarithmic) CHECK(parameter.slider_from > 0);
    }
}

TEST_CASE("set() changes its own parameter alone, and get() returns the value") {
    for (const Parameter& parameter : parameters()) {
        CAPTURE(parameter.key);
        SceneDocument document;
        const ParameterValue value = other_value(parameter, document);
        REQUIRE_FALSE(value == parameter.get(document));
        check_value(parameter, value);
        parameter.set(document, value);
        CHECK(parameter.get(document) == value);
        if (parameter.key == "dimension") continue;  // carries the matrices over
        const SceneDocument before;
        for (const Parameter& other : parameters()) {
            if (other.key != parameter.key) CHECK(other.get(document) == other.get(before));
        }
    }
}

TEST_CASE("every choice can be set") {
    for (const Parameter& parameter : parameters()) {
        for (const std::string_view choice : parameter.choices) {
            SceneDocument document;
            parameter.set(document, std::string(choice));
            CHECK(std::get<std::string>(parameter.get(document)) == choice);
        }
    }
}

TEST_CASE("values that are refused, and how") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
    CHECK(refusal("model.beta", -1.0) == "model.beta: found -1, expected a number ≥ 0");
    CHECK(refusal("model.beta", nan) == "model.beta: found nan, expected a number ≥ 0");
    CHECK(refusal("model.beta", inf) == "model.beta: found inf, expected a number ≥ 0");
    CHECK(refusal("model.beta", 1e101) == "model.beta: found 1e+101, expected a number ≤ 1e+100");
    CHECK(refusal("time.dt", 0.0) == "time.dt: found 0, expected a number > 0");
    CHECK(refusal("time.until", -0.5) == "time.until: found -0.5, expected a number ≥ 0");
    CHECK(refusal("model.noise", -1e-9) == "model.noise: found -1e-9, expected a number ≥ 0");
    CHECK(refusal("solver.tolerance", 2.0) == "solver.tolerance: found 2, expected a number > 0 and ≤ 1");
    CHECK(refusal("tokens.count", std::int64_t{0}) ==
          "tokens.count: found 0, expected a whole number from 1 to 100000000");
    CHECK(refusal("tokens.count", std::int64_t{100'000'001}) ==
          "tokens.count: found 100000001, expected a whole number from 1 to 100000000");
    CHECK(refusal("view.opacity", 1.5) == "view.opacity: found 1.5, expected a number from 0 to 1");
    CHECK(refusal("view.pan", std::array<double, 2>{0, nan}) ==
          "view.pan: found nan, expected two numbers from -100 to 100");
    CHECK(refusal("time.method", std::string("euler")) ==
          "time.method: found \"euler\", expected one of \"layer\", \"rk4\", \"adaptive\"");
    CHECK(refusal("model.causal", 1.0) == "model.causal: found a value of another kind, expected true or false");
    Matrix matrix = Matrix::identity(3);
    matrix(0, 1) = inf;
    CHECK(refusal("model.V", matrix) == "model.V: found the entry inf, expected numbers of magnitude ≤ 1e+100");
}

TEST_CASE("the nearest key: misspelt, in the wrong group, or hopeless") {
    CHECK(nearest_key("model.betta") == "model.beta");
    CHECK(nearest_key("beta") == "model.beta");
    CHECK(nearest_key("tokens.dt") == "time.dt");
    CHECK(nearest_key("until") == "time.until");
    CHECK(nearest_key("view.color_by") == "view.colour_by");
    CHECK(nearest_key("model.q") == "model.Q");
    CHECK_FALSE(nearest_key("").empty());
    CHECK_FALSE(nearest_key(std::string(1'000'000, 'x')).empty());
}

TEST_CASE("a change of dimension keeps what can be kept") {
    Scene scene;
    scene.model.V = Matrix::rotation(3, 0.3);
    scene.model.Q = Matrix::diagonal(3, {2, 3, 4});
    scene.tokens.law = MixtureLaw{{{1, {0.6, 0.8, 0.2}, 0.1}, {2, {0, 0, 1}, 0.2}}};
    set_dimension(scene, 2);
    CHECK(scene.dimension == 2);
    CHECK(scene.model.V == Matrix::rotation(2, 0.3));
    CHECK(scene.model.Q == Matrix::diagonal(2, {2, 3, 0}));
    CHECK(scene.tokens.law == InitialLaw(MixtureLaw{{{1, {0.6, 0.8, 0}, 0.1}, {2, {1, 0, 0}, 0.2}}}));
    CHECK_NOTHROW(validate({scene, {}}, "test"));

    set_dimension(scene, 3);
    CHECK(scene.model.Q == Matrix::diagonal(3, {2, 3, 1}));
    CHECK_NOTHROW(validate({scene, {}}, "test"));

    scene.tokens.law = AzimuthalLaw{{{1, 0, 0.1}}};
    set_dimension(scene, 2);
    CHECK(scene.tokens.law == InitialLaw(MixtureLaw{{{1, {1, 0, 0}, 0.1}}}));
    CHECK_NOTHROW(validate({scene, {}}, "test"));
}

TEST_CASE("whole numbers are read as such, however they are written") {
    CHECK(whole_number("1000") == 1000);
    CHECK(whole_number("1e3") == 1000);
    CHECK(whole_number("1E+3") == 1000);
    CHECK(whole_number("12.50e1") == 125);
    CHECK(whole_number("-70e-1") == -7);
    CHECK(whole_number("0.0") == 0);
    CHECK(whole_number("0e99") == 0);
    CHECK(whole_number("007") == 7);
    CHECK(whole_number("9223372036854775807") == 9223372036854775807);
    CHECK(whole_number("9007199254740993.0") == 9007199254740993);
    for (const char* text : {"", "-", "1.5", "1e-1", "1e19", "9223372036854775808", "1.", ".5", "1e", "1e+", "0x10",
                             "1 ", " 1", "nan", "1e999999999999"})
        CHECK_MESSAGE(!whole_number(text), text);
}

TEST_CASE("the largest seed is 2^53, and not one more") {
    const auto seed = [](const std::string& text) {
        return parse_scene(R"({"coalesce":1,"tokens":{"seed":)" + text + "}}", "s").scene.tokens.seed;
    };
    const auto refused = [&](const std::string& text) {
        try {
            seed(text);
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(seed("9007199254740992") == 9007199254740992);
    CHECK(seed("9007199254740992.0") == 9007199254740992);
    CHECK(seed("1e3") == 1000);
    for (const char* text : {"9007199254740993", "9007199254740993.0", "9.007199254740993e15"})
        CHECK(refused(text) ==
              "s: tokens.seed: found 9007199254740993, expected a whole number from 0 to 9007199254740992");
    CHECK(refused("1.5").find("found 1.5, expected a whole number") != std::string::npos);
    CHECK(refused("-1").find("found -1") != std::string::npos);
    CHECK(refused("1e30").find("expected a whole number") != std::string::npos);
}
