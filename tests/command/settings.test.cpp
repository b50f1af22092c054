#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "coalesce/document/scene_parameters.hpp"
#include "command/estimate.hpp"
#include "command/reproduced.hpp"
#include "figure/figure.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

struct Small {
    const char* name;
    std::vector<Assignment> set;  ///< makes it run in a moment
};

const std::vector<Small>& small_figures() {
    static const std::vector<Small> all{
        {"ms1a", {"tokens.count=40", "time.dt=0.1", "time.until=1"}},
        {"ms1b", {"tokens.count=40", "time.dt=0.1", "time.until=1"}},
        {"ms2", {"tokens.count=40", "time.dt=0.1", "time.until=1"}},
        {"ms3", {"tokens.count=40", "time.dt=0.25", "time.until=1"}},
        {"ms4", {"tokens.count=40", "time.until=3"}},
        {"sa-usa", {"tokens.count=300", "time.until=3"}},
        {"staircase", {}},
    };
    return all;
}

/// Returns a value that differs from the figure's own.
std::string another(const Small& small, const Parameter& parameter) {
    const std::string key(parameter.key), name = small.name;
    const bool circle = name == "ms3" || name == "staircase";
    const std::map<std::string, std::string> values{
        {"tokens.count", "350"},
        {"tokens.seed", "77"},
        {"tokens.law", std::string(R"({"kind":"mixture","components":[{"weight":1,"std":0.3,"mean":[1,0)") +
                           (circle ? "]}]}" : ",0]}]}")},
        {"dimension", circle ? "3" : "2"},
        {"model.attention", "unnormalized"},
        {"model.beta", "13"},
        {"model.noise", "0.01"},
        {"time.method", name == "ms3" ? "layer" : "rk4"},
        {"time.dt", "0.05"},
        {"time.tolerance", "1e-3"},
        {"time.until", "2"},
        {"time.axis", "log"},
        {"solver.method", "direct"},
        {"solver.tolerance", "1e-5"},
        {"solver.precision", "double"},
        {"view.theme", "light"},
        {"view.colour_by", "mass"},
        {"view.tokens", "points"},
        {"view.surface", "tokens"},
        {"view.pan", "[0.1, 0.1]"},
        {"view.histogram_bins", "33"},
        {"view.trails", "7"},
        {"name", "something"},
        {"note", "something"},
    };
    if (const auto value = values.find(key); value != values.end()) return key + "=" + value->second;
    const ParameterValue now = parameter.get(SceneDocument{});
    if (const auto* flag = std::get_if<bool>(&now)) return key + (*flag ? "=false" : "=true");
    return key + "=0.27";
}

/// Returns FIGURE.json without clock times and the copy of the scene.
nlohmann::json results(nlohmann::json json) {
    json.erase("scene");
    json.erase("seconds");
    return json;
}

}  // namespace

TEST_CASE("every setting of a figure is used or refused") {
    for (const Small& small : small_figures()) {
        const figure::Entry& entry = figure::find_entry(small.name);
        const auto plain = entry.make(small.set, Theme::light);
        plain->compute([](double) {});
        const auto json = nlohmann::json::parse(json_text(plain->result()));
        for (const Parameter& parameter : parameters()) {
            const std::string assignment = another(small, parameter);
            CAPTURE(small.name);
            CAPTURE(assignment);
            std::vector<Assignment> set = small.set;
            set.push_back(assignment);
            std::unique_ptr<figure::Figure> changed;
            try {
                changed = entry.make(set, Theme::light);
            } catch (const InputError&) {
                continue;
            }
            // If accepted, the stored scene changes…
            changed->compute([](double) {});
            const auto now = nlohmann::json::parse(json_text(changed->result()));
            CHECK(now.at("scene") != json.at("scene"));
            // …and so do the results, or the picture of the spheres. Solver settings may change nothing.
            const std::string key(parameter.key);
            if (key.starts_with("solver.")) continue;
            const auto spheres = plain->page().spheres, others = changed->page().spheres;
            const bool seen = !spheres.empty() && !others.empty() && !(spheres[0].view == others[0].view);
            const bool bins = key == "view.histogram_bins";  // of the histograms under the spheres, or alone
            CHECK((results(now) != results(json) || seen || bins));
        }
    }
}

TEST_CASE("FIGURE.json describes the steps that ran") {
    const auto settings = [](std::vector<Assignment> set) {
        set.insert(set.end(), {"tokens.count=30", "time.until=0.5"});
        const auto figure = figure::find_entry("ms3").make(set, Theme::light);
        figure->compute([](double) {});
        return nlohmann::json::parse(json_text(figure->result())).at("settings");
    };
    const auto has = [](const nlohmann::json& json, const char* text) {
        return json.at("chosen").get<std::string>().find(text) != std::string::npos;
    };
    CHECK(has(settings({}), "rk4 with dt = 0.2 instead of layer steps"));
    CHECK(has(settings({"time.dt=0.01"}), "rk4 with dt = 0.01 instead"));
    CHECK(has(settings({"time.method=layer", "time.dt=0.01"}), "layer steps with dt = 0.01, whose velocity"));
    CHECK_FALSE(settings({"time.method=layer", "time.dt=0.001"}).contains("chosen"));
}

TEST_CASE("a key of the scene that a figure does not use is named") {
    const std::string out = "/nonexistent";
    const auto told = [&](const char* figure, const char* assignment) {
        return refusal({figure, "--out", out, "--set", assignment});
    };
    CHECK(told("ms1a", "time.axis=log").find("found a value for time.axis, which the figure does not use") !=
          std::string::npos);
    CHECK(told("ms1a", "view.theme=dark").find("--theme") != std::string::npos);
    CHECK(told("ms3", "time.tolerance=1e-3").find("time.tolerance") != std::string::npos);
    CHECK(told("ms3", R"(time={"method":"rk4","dt":0.1,"until":1,"axis":"log"})").find("a value for time.axis,") !=
          std::string::npos);
    CHECK_NOTHROW(figure::find_entry("ms3").make({R"(time={"method":"rk4","dt":0.1,"until":1})"}, Theme::light));
    CHECK(told("growth", "view.yaw=1").find("view.yaw") != std::string::npos);
    CHECK(told("convergence", "view.histogram_bins=10").find("view.histogram_bins") != std::string::npos);
}

TEST_CASE("the time left goes by the fraction done, in words") {
    using command::seconds_left;
    using command::time_left_text;
    CHECK(seconds_left(0.25, 30) == doctest::Approx(90));
    CHECK(seconds_left(0, 30) < 0);
    CHECK(seconds_left(0.5, 0.5) < 0);
    CHECK(time_left_text(-1).empty());
    CHECK(time_left_text(0.2) == "about 1 s left");
    CHECK(time_left_text(90) == "about 90 s left");
    CHECK(time_left_text(91) == "about 2 min left");
    CHECK(time_left_text(2.5 * 3600) == "about 3 h left");
    CHECK(time_left_text(30 * 86400) == "about 30 days left");
    CHECK(time_left_text(1e11) == "about 3.2e+03 years left");
}
