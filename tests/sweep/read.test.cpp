#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/studies/swept_lab.hpp"
#include "coalesce/sweep/sweep.hpp"
#include "sweep/sweep_difference.hpp"

using namespace coalesce;

namespace {

Sweep parsed(const std::string& text) {
    return parse_sweep(text, "s.json", studies::swept_lab);
}

/// A sweep with these keys over defaults that are valid.
std::string with(const std::string& axes, const std::string& more = R"("measure": ["energy"])") {
    return R"({"coalesce_sweep": 1, "scene": "ms4", "axes": )" + axes + ", " + more + "}";
}

std::string refusal(const std::string& text) {
    try {
        parsed(text);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

const std::string beta = R"([{"key": "model.beta", "values": [5]}])";

std::vector<double> numbers(const SweepAxis& axis) {
    std::vector<double> values;
    for (const std::string& value : axis.values) values.push_back(std::stod(value));
    return values;
}

}  // namespace

TEST_CASE("axes are spaced evenly or by equal ratios, with exact ends") {
    const Sweep sweep = parsed(with(R"([{"key": "model.beta", "from": 5, "to": 500, "count": 20, "spacing": "log"},
        {"key": "time.dt", "from": 0.1, "to": 0.5, "count": 5},
        {"key": "tokens.count", "from": 10, "to": 1e4, "count": 4, "spacing": "log"}])"));
    const std::vector<double> betas = numbers(sweep.axes[0]);
    REQUIRE(betas.size() == 20);
    CHECK(betas.front() == 5);
    CHECK(betas.back() == 500);
    for (std::size_t k = 1; k < betas.size(); ++k)
        CHECK(std::abs(std::log(betas[k] / betas[k - 1]) - std::log(100) / 19) < 1e-13);
    CHECK(sweep.axes[1].values == std::vector<std::string>{"0.1", "0.2", "0.3", "0.4", "0.5"});
    CHECK(sweep.axes[2].values == std::vector<std::string>{"10", "100", "1000", "10000"});
    CHECK(sweep.axes[0].logarithmic);
    CHECK_FALSE(sweep.axes[1].logarithmic);
    CHECK(sweep.runs() == 400);
}

TEST_CASE("seeds are a number, a list, or the scene's own") {
    CHECK(parsed(with(beta, R"("seeds": 3, "measure": ["energy"])")).seeds == std::vector<std::int64_t>{1, 2, 3});
    CHECK(parsed(with(beta, R"("seeds": [9, 0], "measure": ["energy"])")).seeds == std::vector<std::int64_t>{9, 0});
    const std::int64_t own = load_scene("ms4").scene.tokens.seed;
    CHECK(parsed(with(beta)).seeds == std::vector<std::int64_t>{own});
}

TEST_CASE("what is written is read as the same sweep") {
    const std::vector<std::string> texts{
        with(beta, R"("seeds": 2, "until": 3, "stop": {"phase": "heat"}, "measure": ["energy", "time_of_phase:heat"])"),
        with(R"([{"key": "model.V.2.2", "values": [1, -1]}, {"key": "dimension", "values": [3]}])"),
        with(R"([{"key": "tokens.law", "values": [{"kind": "uniform"}]}])",
             R"("stop": {"clusters": 2}, "measure": ["time_of_clusters:2"])"),
        R"({"coalesce_sweep": 1, "lab": {"name": "equiangular", "set": {"n": 16}},
            "axes": [{"key": "attention", "values": ["softmax", "unnormalized"]}], "measure": ["rho_at_end"]})",
        R"({"coalesce_sweep": 1, "lab": "infinite-width", "axes": [{"key": "n", "values": [16]}], "seeds": 2,
            "measure": ["kl"]})"};
    for (const std::string& text : texts) {
        const std::string once = to_json(parsed(text));
        CHECK(to_json(parsed(once)) == once);
        CHECK(sweep_difference(once, once).empty());
    }
    CHECK(sweep_difference(to_json(parsed(texts[0])), to_json(parsed(with(beta)))) ==
          "scene.time.until: found 3 and 1000000000000");
    CHECK(sweep_difference(to_json(parsed(with(beta))),
                           to_json(parsed(with(R"([{"key": "model.beta", "values": [5, 6]}])")))) ==
          "axes.0.values: found [5] and [5,6]");
}

TEST_CASE("every fault is one line that names the file, the key, what was found and what is expected") {
    struct Fault {
        std::string text, said;
    };
    const std::vector<Fault> faults{
        {"{", "s.json: "},
        {R"({"coalesce": 1})", "s.json: found a scene, expected a sweep (key coalesce_sweep)"},
        {R"({"coalesce_sweep": 2})", "s.json: coalesce_sweep: found 2, expected the format version 1"},
        {with(beta, R"("mesure": [])"), "s.json: mesure: found an unknown key, the nearest known one is measure"},
        {R"({"coalesce_sweep": 1, "axes": [], "measure": []})", "s.json: scene: found nothing, expected a shipped"},
        {R"({"coalesce_sweep": 1, "scene": "ms9", "axes": [], "measure": []})", "s.json: scene: ms9: found neither"},
        {R"({"coalesce_sweep": 1, "scene": {"model": {"bta": 3}}})", "s.json: scene.model.bta: found an unknown key"},
        {with("[]"), "s.json: axes: found 0, expected one to three"},
        {with(R"([{"key": "model.bta", "values": [1]}])"),
         "s.json: axes.0.key: found model.bta, an unknown key, the nearest known one is model.beta"},
        {with(R"([{"key": "model", "values": [1]}])"), "s.json: axes.0.key: found model, a group of keys"},
        {with(R"([{"key": "tokens.seed", "values": [1]}])"), "found tokens.seed, expected \"seeds\""},
        {with(R"([{"key": "model.beta", "values": []}])"), "s.json: axes.0.values: found an empty list"},
        {with(R"([{"key": "model.beta", "values": [5, -1]}])"),
         "s.json: axes.0.values.1: model.beta: found -1, expected a number ≥ 0"},
        {with(R"([{"key": "model.beta", "values": [5, 5.0]}])"), "s.json: axes.0.values: found 5 twice"},
        {with(R"([{"key": "model.attention", "values": ["sofmax"]}])"), "s.json: axes.0.values.0: model.attention: "},
        {with(R"([{"key": "model.V.9.0", "values": [1]}])"), "s.json: axes.0.values.0: "},
        {with(R"([{"key": "model.beta", "from": 5, "to": 500, "count": 0}])"),
         "s.json: axes.0.count: found 0, expected a whole number from 1 to 10000000"},
        {with(R"([{"key": "model.beta", "from": 5, "to": 500, "count": 2.5}])"), "s.json: axes.0.count: found 2.5"},
        {with(R"([{"key": "model.beta", "from": 5, "to": 500, "count": 1}])"), "s.json: axes.0.count: found 1 from 5"},
        {with(R"([{"key": "model.beta", "from": 5, "count": 3}])"), "s.json: axes.0.to: found nothing, expected"},
        {with(R"([{"key": "model.beta", "from": 0, "to": 5, "count": 3, "spacing": "log"}])"),
         "s.json: axes.0.spacing: found \"log\" from 0 to 5, expected two ends > 0"},
        {with(R"([{"key": "model.beta", "from": 1, "to": 5, "count": 3, "spacing": "cubic"}])"),
         "s.json: axes.0.spacing: found \"cubic\", expected \"linear\" or \"log\""},
        {with(R"([{"key": "model.beta", "from": -1, "to": 5, "count": 3}])"), "s.json: axes.0.from: model.beta: "},
        {with(R"([{"key": "tokens.count", "from": 1, "to": 3, "count": 9}])"), "s.json: axes.0: found 1 twice"},
        {with(R"([{"key": "model.beta", "from": 1, "values": [1]}])"), "s.json: axes.0.from: found beside values"},
        {with(R"([{"key": "model.beta", "values": [1]}, {"key": "model.beta", "values": [2]}])"),
         "s.json: axes.1.key: found model.beta a second time"},
        {with(beta, R"("until": 2, "measure": ["energy"], "stop": {"cluster": 1})"),
         "s.json: stop.cluster: found an unknown key, the nearest known one is stop.clusters"},
        {with(beta, R"("stop": {"phase": "heating"}, "measure": ["energy"])"), "s.json: stop.phase: found \"heating\""},
        {with(beta, R"("stop": {"merges": 0}, "measure": ["energy"])"), "s.json: stop.merges: found 0, expected"},
        {with(beta, R"("until": -1, "measure": ["energy"])"), "s.json: until: found -1, expected"},
        {with(beta, R"("seeds": 0, "measure": ["energy"])"), "s.json: seeds: found 0, expected"},
        {with(beta, R"("seeds": [1, 1], "measure": ["energy"])"), "s.json: seeds.1: found 1 twice"},
        {with(beta, R"("seeds": [-1], "measure": ["energy"])"), "s.json: seeds.0: found -1, expected"},
        {with(beta, R"("measure": [])"), "s.json: measure: found an empty list"},
        {with(beta, R"("measure": ["energie"])"),
         "s.json: measure.0: found the unknown measure energie, the nearest known one is energy"},
        {with(beta, R"("measure": ["time_of_merge"])"), "expected time_of_merge:K with a whole number K"},
        {with(beta, R"("measure": ["energy:2"])"), "s.json: measure.0: found energy:2, expected energy"},
        {with(beta, R"("measure": ["time_of_phase:x"])"), "expected time_of_phase:NAME with one of alignment, heat"},
        {with(beta, R"("measure": ["energy", "energy"])"), "s.json: measure.1: found energy twice"},
        {R"({"coalesce_sweep": 1, "lab": "equangular", "axes": []})",
         "s.json: lab: found the unknown laboratory equangular, the nearest known one is equiangular"},
        {R"({"coalesce_sweep": 1, "lab": "equiangular", "axes": [{"key": "bta", "values": [1]}]})",
         "s.json: axes.0.key: found bta, an unknown key of equiangular, the nearest known one is beta"},
        {R"({"coalesce_sweep": 1, "lab": "equiangular", "axes": [{"key": "n", "values": [8, -4]}]})",
         "s.json: axes.0.values.1: n: found -4, expected"},
        {R"({"coalesce_sweep": 1, "lab": "equiangular", "seeds": 2, "axes": [{"key": "n", "values": [8]}]})",
         "s.json: seeds: found seeds, expected none"},
        {R"({"coalesce_sweep": 1, "lab": "equiangular", "until": 2, "axes": []})", "s.json: until: found beside a lab"},
    };
    for (const Fault& fault : faults) {
        const std::string line = refusal(fault.text);
        CAPTURE(fault.text);
        CAPTURE(line);
        CHECK(line.find(fault.said) != std::string::npos);
        CHECK(line.starts_with("s.json: "));
        CHECK(line.find('\n') == std::string::npos);
    }
}

TEST_CASE("laboratories are measured as the laboratory itself says") {
    const Sweep sweep = parsed(R"({"coalesce_sweep": 1, "lab": {"name": "equiangular", "set": {"n": 300, "until": 2}},
        "axes": [{"key": "gamma", "values": [0.5, 1]}], "measure": ["gamma", "transition_gamma",
        "rho_particles_at_end", "largest_difference"]})");
    for (const double gamma : {0.5, 1.0}) {
        const std::vector<double> values =
            sweep.subject->run(sweep.point(gamma == 0.5 ? 0 : 1), sweep.measures, {}, SweepKeep::nothing, {});
        CHECK(values[0] == doctest::Approx(gamma));
        CHECK(values[1] == doctest::Approx(2));  // 1/(1 - ρ), ρ = 0.5
        CHECK(std::isnan(values[2]));            // 300 particles are too many
        CHECK(std::isnan(values[3]));
    }
}
