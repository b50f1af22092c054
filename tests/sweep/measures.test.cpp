#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/groups.hpp"
#include "coalesce/sweep/sweep_compute.hpp"
#include "reference/attention.hpp"
#include "reference/two_body.hpp"

using namespace coalesce;

namespace {

constexpr double pi = std::numbers::pi;

/// Values of a scene's measures over an axis, as if read from a file.
std::vector<std::vector<double>> measured(const std::string& text) {
    const Sweep sweep = parse_sweep(text, "test", {});
    const SweepTable table = compute_sweep(sweep);
    std::vector<std::vector<double>> rows;
    for (std::size_t run = 0; run < sweep.runs(); ++run) {
        CAPTURE(table.done(run) ? "" : table.failure(run));
        REQUIRE(table.done(run));
        rows.push_back(table.row(run).values);
    }
    return rows;
}

std::string number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

std::string point(double angle) {
    return "[" + number(std::cos(angle)) + "," + number(std::sin(angle)) + "]";
}

/// The cloud that a scene draws, and that after steps of eq. (1), by the reference alone.
Cloud after_layers(const Scene& scene, int steps) {
    Cloud cloud = Simulation(scene).initial_cloud();
    for (int k = 0; k < steps; ++k) cloud = reference::layer_step(cloud, scene.model, scene.time.dt);
    return cloud;
}

}  // namespace

TEST_CASE("two tokens merge, and their plateau ends, when the equation of two brings them within the reach of a link") {
    const double angle = 60 * pi / 180;
    const auto rows = measured(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"law": {"kind": "points",
        "points": [)" + point(0.3) +
                               "," + point(0.3 + angle) + R"(]}},
        "time": {"method": "adaptive", "tolerance": 1e-9}}, "until": 1e60, "stop": {"merges": 1},
        "axes": [{"key": "model.beta", "values": [20, 80, 200]}], "measure": ["time_of_merge:1", "plateau:1",
        "time_of_clusters:1", "merges", "first_clusters", "clusters", "largest_mass", "time_of_merge:2"]})");
    const double betas[] = {20, 80, 200};
    for (std::size_t k = 0; k < 3; ++k) {
        CAPTURE(betas[k]);
        const double expected =
            static_cast<double>(std::exp(reference::log_meeting_time(betas[k], 0.5, angle, group_reach(betas[k]))));
        // Steps err by 1e-9 a unit of time at first, where the rate is 1/(β sin θ) of the time's own: β 1e-9 of it.
        CHECK(std::abs(rows[k][0] / expected - 1) < 1e-5);
        CHECK(rows[k][1] == rows[k][0]);
        // Clusters are counted at the ends of steps.
        CHECK(rows[k][2] >= rows[k][0]);
        CHECK(rows[k][3] == 1);
        CHECK(rows[k][4] == 2);
        CHECK(rows[k][5] == 1);
        CHECK(rows[k][6] == doctest::Approx(1));
        CHECK(std::isnan(rows[k][7]));
    }
}

TEST_CASE("measures of the last state are those of the definition after the same steps") {
    const std::string scene_text = R"({"coalesce": 1, "tokens": {"count": 60, "seed": 4}, "model": {"beta": 6,
        "V": [[1, 0, 0], [0, 1, 0], [0, 0, 0.2]]}, "time": {"dt": 0.05, "until": 0.5},
        "solver": {"precision": "double"}})";
    const auto rows = measured(R"({"coalesce_sweep": 1, "scene": )" + scene_text + R"(, "seeds": [4, 5],
        "axes": [{"key": "model.beta", "values": [6, 9]}],
        "measure": ["energy", "alignment", "mean_speed", "max_speed", "time", "steps"]})");
    std::size_t run = 0;
    for (const double beta : {6.0, 9.0})
        for (const int seed : {4, 5}) {
            CAPTURE(beta);
            CAPTURE(seed);
            Scene scene = parse_scene(scene_text, "test").scene;
            scene.model.beta = beta;
            scene.tokens.seed = seed;
            const Cloud cloud = after_layers(scene, 10);
            double tilt = 0, mean = 0, largest = 0;
            for (std::size_t i = 0; i < cloud.size(); ++i) {
                // E_max of diag(1, 1, 0.2) is the plane z = 0.
                tilt += std::asin(std::abs(cloud.token(i)[2])) / 60;
                const auto v = reference::velocity_at(cloud, scene.model, i);
                const double speed = std::hypot(v[0], v[1], v[2]);
                mean += speed / 60;
                largest = std::max(largest, speed);
            }
            // Ten steps round by some 1e-15 each, which the flow lets grow by e^{β t/2} at most.
            const double tolerance = 1e-12;
            CHECK(std::abs(rows[run][0] - reference::energy(cloud, scene.model)) < tolerance);
            CHECK(std::abs(rows[run][1] - tilt) < tolerance);
            CHECK(std::abs(rows[run][2] - mean) < tolerance);
            CHECK(std::abs(rows[run][3] - largest) < tolerance);
            CHECK(rows[run][4] == doctest::Approx(0.5));
            CHECK(rows[run][5] == 10);
            ++run;
        }
}

TEST_CASE("the distance from the heat limit is W1 between the tokens and the law that the heat equation leads to") {
    const double std0 = 0.3, beta = 50, until = 1;
    const auto rows = measured(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 400, "law":
        {"kind": "mixture", "components": [{"weight": 1, "mean": [1, 0], "std": 0.3}]}},
        "model": {"beta": 50, "V": [[-1, 0], [0, -1]]}, "time": {"method": "rk4", "dt": 0.05},
        "solver": {"precision": "double"}}, "until": 1, "axes": [{"key": "model.attention", "values": ["softmax", "unnormalized"]}],
        "measure": ["w1_heat"]})");
    Scene scene = parse_scene(R"({"coalesce": 1, "dimension": 2, "tokens": {"count": 400, "law":
        {"kind": "mixture", "components": [{"weight": 1, "mean": [1, 0], "std": 0.3}]}},
        "model": {"beta": 50, "V": [[-1, 0], [0, -1]]}, "time": {"method": "rk4", "dt": 0.05}})",
                              "test")
                      .scene;
    Cloud cloud = Simulation(scene).initial_cloud();
    for (int k = 0; k < 20; ++k) cloud = reference::rk4_step(cloud, scene.model, 0.05);
    // V = -Id repels: forward heat, the variance grows by 2κt, κ = 1/β. Far from ±π the circle is a line, on which W1
    // is the integral of |F - G|; here by the midpoint rule.
    std::vector<double> angles;
    for (std::size_t i = 0; i < cloud.size(); ++i) angles.push_back(std::atan2(cloud.token(i)[1], cloud.token(i)[0]));
    std::sort(angles.begin(), angles.end());
    const double deviation = std::sqrt(std0 * std0 + 2 * until / beta), h = 1e-4;
    double w1 = 0;
    for (double x = -2; x < 2; x += h) {
        const auto below =
            static_cast<double>(std::upper_bound(angles.begin(), angles.end(), x + h / 2) - angles.begin());
        const double law = 0.5 * std::erfc(-(x + h / 2) / deviation / std::sqrt(2.0));
        w1 += std::abs(below / 400 - law) * h;
    }
    // The least constant between F and G on a circle is 0 here, where both are 0 at -π; the rule errs by h a jump at
    // most, and the tokens beyond 2 rad are 5 deviations out.
    CHECK(std::abs(rows[0][0] - w1) < 1e-3 * w1 + 400 * h / 400);
    // Unnormalised attention has no heat limit.
    CHECK(std::isnan(rows[1][0]));
}

TEST_CASE("two tokens have gathered when the equation of two brings each within 0.022 rad of their middle") {
    const double angle = 1.2;
    const auto rows = measured(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"law": {"kind": "points",
        "points": [)" + point(0.3) +
                               "," + point(0.3 + angle) + R"(]}},
        "time": {"method": "adaptive", "tolerance": 1e-8}}, "until": 1e12,
        "axes": [{"key": "model.beta", "values": [5, 20, 40]}], "measure": ["time_of_gathering"]})");
    const double betas[] = {5, 20, 40};
    for (std::size_t k = 0; k < 3; ++k) {
        CAPTURE(betas[k]);
        const double expected =
            static_cast<double>(std::exp(reference::log_meeting_time(betas[k], 0.5, angle, 2 * 0.022)));
        // It is seen at the end of a step: where two tokens fall together, steps are a fraction of the unit of time.
        CHECK(rows[k][0] > expected * (1 - 1e-4));
        CHECK(rows[k][0] < expected * (1 + 1e-4) + 1);
    }
}

TEST_CASE("what is measured beside it changes no measure") {
    const auto rows = [](const std::string& measures) {
        return measured(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 40},
            "time": {"method": "adaptive", "tolerance": 1e-5}}, "until": 1e3,
            "axes": [{"key": "model.beta", "values": [3, 9]}, {"key": "time.method", "values": ["adaptive", "rk4"]}],
            "seeds": 2, "measure": [)" +
                        measures + "]}");
    };
    // Without clusters, phases and merges a run is not observed on its way.
    const auto alone = rows(R"("energy", "max_speed", "steps", "time_of_gathering")");
    const auto beside = rows(R"("energy", "max_speed", "steps", "time_of_gathering", "clusters", "time_of_merge:1")");
    for (std::size_t run = 0; run < 8; ++run)
        for (std::size_t k = 0; k < 4; ++k) {
            const double a = alone[run][k], b = beside[run][k];
            CHECK((a == b || (std::isnan(a) && std::isnan(b))));
        }
}

TEST_CASE("a run stops at the first observed state at which its condition holds") {
    const std::string start = R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 300},
        "model": {"beta": 40}, "time": {"dt": 0.02}, "solver": {"precision": "double"}}, "until": 60,
        "axes": [{"key": "tokens.count", "values": [200, 300]}], "seeds": 2, )";
    const std::string measure =
        R"("measure": ["time", "time_of_phase:pairing", "clusters", "first_clusters", "merges", "time_of_merge:2",
        "time_of_clusters:7"]})";
    for (const auto& row : measured(start + R"("stop": {"phase": "pairing"}, )" + measure)) {
        CHECK(row[0] == row[1]);
        CHECK(row[0] < 60);
    }
    for (const auto& row : measured(start + R"("stop": {"merges": 2}, )" + measure)) {
        CHECK(row[4] >= 2);
        CHECK(row[0] == row[5]);
    }
    for (const auto& row : measured(start + R"("stop": {"clusters": 7}, )" + measure)) {
        CHECK(row[2] <= 7);
        CHECK(row[3] > 7);
        CHECK(row[0] == row[6]);
    }
    for (const auto& row : measured(start + measure)) CHECK(row[0] == 60);
}

TEST_CASE("an even crowd on the circle first falls into about as many clusters as the fastest ripple has waves") {
    // Linear growth: k maximises k² I_k(β)/(β I_0(β)), about sqrt(2β); the number that forms differs by the random
    // start.
    const auto rows = measured(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 400},
        "model": {"beta": 10}, "time": {"method": "rk4", "dt": 0.05}}, "until": 12, "seeds": 4,
        "axes": [{"key": "model.beta", "values": [8, 50]}], "measure": ["first_clusters", "clusters"]})");
    for (std::size_t k = 0; k < 2; ++k) {
        double mean = 0;
        for (std::size_t seed = 0; seed < 4; ++seed) {
            mean += rows[4 * k + seed][0] / 4;
            CHECK(rows[4 * k + seed][1] <= rows[4 * k + seed][0]);
        }
        const double waves = std::sqrt(2 * (k == 0 ? 8.0 : 50.0));
        CHECK(std::abs(mean - waves) <= 0.35 * waves);
    }
}
