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

ParameterValue whole(std::int64_t value) {
    return value;
}

ParameterValue word(const char* text) {
    return std::string(text);
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

TEST_CASE("keys of a scene's model, time and solver name their members") {
    const Matrix q = Matrix::rotation(3, 1), k = Matrix::rotation(3, 2), v = Matrix::rotation(3, 3);
    SceneDocument scene;
    const auto set = [&](std::string_view key, const ParameterValue& value) { find_parameter(key)->set(scene, value); };
    set("name", word("a"));
    set("note", word("b"));
    set("tokens.count", whole(11));
    set("tokens.seed", whole(12));
    set("model.attention", word("unnormalized"));
    set("model.beta", 0.25);
    set("model.Q", q);
    set("model.K", k);
    set("model.V", v);
    set("model.noise", 0.75);
    set("model.causal", true);
    set("time.method", word("adaptive"));
    set("time.dt", 0.125);
    set("time.tolerance", 0.375);
    set("time.until", 0.625);
    set("time.axis", word("log"));
    set("solver.method", word("mesh"));
    set("solver.tolerance", 0.875);
    set("solver.precision", word("double"));
    const TimeSpec time{
        .method = Method::adaptive, .dt = 0.125, .tolerance = 0.375, .until = 0.625, .axis = TimeAxis::log};
    Scene expected;
    expected.name = "a";
    expected.note = "b";
    expected.tokens.count = 11;
    expected.tokens.seed = 12;
    expected.model = {Attention::unnormalized, 0.25, q, k, v, 0.75, true};
    expected.time = time;
    expected.solver = {.method = Solver::mesh, .tolerance = 0.875, .precision = Precision::double_};
    CHECK(scene.scene == expected);
    CHECK(scene.view == ViewState{});
}

TEST_CASE("keys of a scene's display name their members") {
    SceneDocument scene;
    const auto set = [&](std::string_view key, const ParameterValue& value) { find_parameter(key)->set(scene, value); };
    set("view.theme", word("light"));
    set("view.colour_by", word("mass"));
    set("view.yaw", 0.125);
    set("view.pitch", 0.25);
    set("view.distance", 5.0);
    set("view.pan", std::array<double, 2>{1, 2});
    set("view.turntable", 0.375);
    set("view.tokens", word("density"));
    set("view.token_size", 3.0);
    set("view.opacity", 0.5);
    set("view.trails", whole(7));
    set("view.surface", word("theory"));
    set("view.linking_angle", 0.625);
    set("view.histogram_bins", whole(99));
    ViewState expected{.theme = Theme::light,
                       .colour_by = ColourBy::mass,
                       .yaw = 0.125,
                       .pitch = 0.25,
                       .distance = 5,
                       .pan = {1, 2},
                       .turntable = 0.375,
                       .tokens = TokenStyle::density,
                       .token_size = 3,
                       .opacity = 0.5,
                       .trails = 7,
                       .surface = Surface::theory,
                       .linking_angle = 0.625,
                       .histogram_bins = 99};
    CHECK(scene.view == expected);
    for (const auto& [key, member] :
         {std::pair{"view.shell", &ViewState::shell}, std::pair{"view.graticule", &ViewState::graticule},
          std::pair{"view.leading_space", &ViewState::leading_space}, std::pair{"view.hud", &ViewState::hud},
          std::pair{"view.theory", &ViewState::theory}}) {
        set(key, false);
        expected.*member = false;
        CHECK(scene.view == expected);
    }
    CHECK(scene.scene == Scene{});
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
