#include "coalesce/studies/ms4.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/flow/simulation.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::studies;

namespace {

/// Three phases and one merge, energies and clusters as given at the times 1, 10, 100, …
Ms4 made(const std::vector<double>& energies) {
    Ms4 study;
    study.document = ms4_scene({});
    double time = 1;
    for (const double energy : energies) {
        Measurement row;
        row.time = time;
        row.energy = energy;
        row.clusters = 1;
        study.series.push_back(row);
        time *= 10;
    }
    study.phases = {{"alignment", 0, 2, ""}, {"clustering", 2, 20, ""}, {"pairing", 20, time, ""}};
    study.merges = {{.time = 100}};
    Frame end;
    end.positions = {1, 0, 0};
    study.panels = {end};
    return study;
}

}  // namespace

TEST_CASE("ms4: phases out of order, a falling energy and two clusters at the end are not met") {
    const Ms4 study = made({0.01, 0.02, 0.04, 0.05});
    CHECK(study.energy_promised());
    CHECK(result_of(study).passes());
    CHECK(study.phase("pairing")->from == 20);
    CHECK(study.phase("heat") == nullptr);
    // The row before 100: 2·10·0.02.
    CHECK(study.document.scene.model.beta == 10);
    CHECK(study.scaled_energy(99) == doctest::Approx(0.4));
    CHECK(study.shown_until() == 1000);

    Ms4 falling = made({0.01, 0.02, 0.0199, 0.05});
    CHECK(result_of(falling).checks->at(2).value == doctest::Approx(0.005));
    CHECK(!result_of(falling).passes());
    Ms4 apart = study;
    apart.series.back().clusters = 2;
    CHECK(!result_of(apart).passes());
    Ms4 mixed = study;
    std::swap(mixed.phases[0], mixed.phases[2]);
    CHECK(result_of(mixed).checks->at(0).value == 1);
}

TEST_CASE("ms4: theory promises a rising energy for a symmetric Q^T K and a V along it only") {
    Ms4 study = made({0.01, 0.02});
    study.document.scene.model.V(0, 1) += 0.5;
    CHECK(!study.energy_promised());
    CHECK(result_of(study).checks->size() == 2);
}

TEST_CASE("ms4: plateaus of a small run are sums of squared masses, its energies those of the definition") {
    const Ms4 study = compute_ms4(ms4_scene({"tokens.count=120"}), [](double) {});
    REQUIRE(!study.levels.empty());
    CHECK(study.levels.size() == study.merges.size() + 1);
    // One cluster in the end: Σ mass² = 1 = 2βE.
    CHECK(study.levels.back().value == doctest::Approx(1).epsilon(1e-12));
    CHECK(study.scaled_energy(study.series.back().time) == doctest::Approx(1).epsilon(1e-9));
    Simulation start(study.document.scene);
    const double energy = reference::energy(start.cloud(), study.document.scene.model);
    // Fields of few tokens are double precision unless the scene asks otherwise: 1e-6 holds for both.
    CHECK(study.series.front().energy == doctest::Approx(energy).epsilon(1e-6));
    CHECK(study.panels.size() >= 3);
    CHECK(study.panels.front().time == 0);
}
