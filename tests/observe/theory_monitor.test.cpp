#include "coalesce/observe/theory_monitor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/assumptions.hpp"

using namespace coalesce;

namespace {

/// Rows of the theorems for a simulation's present state.
class Watch {
  public:
    explicit Watch(Simulation& simulation)
        : simulation_(simulation), monitor_(simulation.scene(), simulation.initial_cloud()) {}

    Comparison row(const std::string& name, double patience = 100) {
        const double residual = simulation_.measure().alignment;
        const Clustering clusters = simulation_.width_clustering();
        const TheoryMonitor::State state{
            simulation_.time(),   simulation_.cloud(),  clusters, residual, simulation_.phases(),
            simulation_.merges(), simulation_.touched()};
        const std::vector<Comparison> rows = monitor_.compare(state, patience);
        forecast_ = monitor_.forecast(state);
        const auto found = std::find_if(rows.begin(), rows.end(), [&](const Comparison& r) { return r.name == name; });
        REQUIRE(found != rows.end());
        // Every row has a reason, or a statement and the name of its number.
        for (const Comparison& r : rows) {
            CAPTURE(r.name);
            CHECK(r.valid != !r.why_not.empty());
            if (r.valid) CHECK_FALSE(r.statement.empty());
            if (r.valid) CHECK_FALSE(r.quantity.empty());
            // Its assumptions all hold exactly if it does.
            const std::vector<Assumption> list = assumptions(r, simulation_.scene());
            CHECK(std::all_of(list.begin(), list.end(),
                              [](const Assumption& a) { return a.verdict == Assumption::Verdict::holds; }) == r.valid);
        }
        return *found;
    }
    const std::optional<Forecast>& forecast() const { return forecast_; }
    TheoryMonitor& monitor() { return monitor_; }

  private:
    Simulation& simulation_;
    TheoryMonitor monitor_;
    std::optional<Forecast> forecast_;
};

Scene circle_scene(double beta, double v) {
    Scene scene;
    scene.dimension = 2;
    scene.model = Model::standard(2);
    scene.model.beta = beta;
    scene.model.V = v * scene.model.V;
    scene.tokens.count = 2000;
    scene.tokens.law = MixtureLaw{{{1, {1, 0, 0}, 0.3}, {1, {0, 1, 0}, 0.25}}};
    scene.time.method = Method::rk4;
    scene.time.dt = 0.1;
    return scene;
}

}  // namespace

TEST_CASE("heat and mean field on the circle: near the sampling noise where they hold, and grey with the reason") {
    Simulation simulation(circle_scene(200, -1));
    Watch watch(simulation);
    for (const double time : {0.0, 3.0}) {
        simulation.advance_to(time);
        for (const char* name : {"heat limit", "mean-field limit"}) {
            CAPTURE(name);
            const Comparison row = watch.row(name);
            REQUIRE(row.valid);
            CHECK(row.unit == "rad");
            // W1 of independent tokens scatters by a third of its mean; the bias of the heat limit is below 1/β.
            CHECK(row.error < 2.5 * row.floor + 1 / 200.0);
            CHECK(row.error > 0.1 * row.floor);
        }
    }
    CHECK_FALSE(watch.row("porous medium").valid);
    CHECK_FALSE(watch.row("growth of ripples").valid);
    CHECK_FALSE(watch.row("pairing law").valid);
    CHECK_FALSE(watch.row("equiangular curve").valid);

    // Tokens of another law move differently, which the same numbers must show.
    Scene turned = circle_scene(200, -1);
    turned.tokens.law = MixtureLaw{{{1, {1, 0, 0}, 0.3}}};
    TheoryMonitor other(turned, simulation.initial_cloud());
    const Clustering clusters = simulation.width_clustering();
    const auto rows = other.compare({simulation.time(), simulation.cloud(), clusters, 0, {}, {}}, 100);
    for (const Comparison& row : rows)
        if (row.valid && row.unit == "rad") CHECK(row.error > 0.3);
}

TEST_CASE("a changed model ends what starts from the law, and a look back starts it again") {
    Scene scene = circle_scene(50, -1);
    Simulation simulation(scene);
    Watch watch(simulation);
    simulation.advance_to(2);
    CHECK(watch.row("mean-field limit").valid);
    scene.model.beta = 80;
    simulation.change(scene.model, scene.time, scene.solver);
    CHECK_FALSE(watch.monitor().is_about(scene.model, 2));
    watch.monitor().change(scene, simulation.initial_cloud(), 2);
    CHECK(watch.monitor().is_about(scene.model, 2));
    const Comparison row = watch.row("mean-field limit");
    CHECK_FALSE(row.valid);
    CHECK(row.why_not.find("t = 2") != std::string::npos);

    Simulation again(circle_scene(50, -1));
    Watch from_start(again);
    again.advance_to(3);
    CHECK(from_start.row("mean-field limit").valid);
    again.reset();
    again.advance_to(1);
    const Comparison back = from_start.row("mean-field limit");
    CHECK(back.valid);
    CHECK(back.error < 2.5 * back.floor);
}

TEST_CASE("hands end what starts from the law, until a look back to before, and nothing else") {
    Scene scene = circle_scene(50, -1);
    scene.events = {{2, hands::Push{TokenNumbers{3}, {0, 0, 1}}}};
    Simulation simulation(scene);
    Watch watch(simulation);
    simulation.advance_to(1);
    CHECK(watch.row("mean-field limit").valid);
    simulation.advance_to(2);
    const Comparison row = watch.row("mean-field limit");
    CHECK_FALSE(row.valid);
    CHECK(row.why_not == "hands moved tokens at t = 2");
    CHECK(watch.row("alignment to E_max").why_not.find("hands") == std::string::npos);
    simulation.reset();
    simulation.advance_to(1);
    CHECK(watch.row("mean-field limit").valid);
}

TEST_CASE("out of patience, the equation says how far it is and goes on with the next look") {
    Simulation simulation(circle_scene(50, -1));
    Watch watch(simulation);
    simulation.advance_to(4);
    const Comparison first = watch.row("mean-field limit", 0);
    REQUIRE(first.valid);
    CHECK(std::isnan(first.error));
    CHECK(watch.monitor().lags());
    int looks = 0;
    while (std::isnan(watch.row("mean-field limit", 0).error)) REQUIRE(++looks < 100);
    CHECK_FALSE(watch.monitor().lags());
    // The ends of its steps do not depend on patience.
    Watch patient(simulation);
    CHECK(patient.row("mean-field limit").error == watch.row("mean-field limit").error);
}

TEST_CASE("unnormalised attention has the porous medium in place of heat") {
    Scene scene = circle_scene(200, -1);
    scene.model.attention = Attention::unnormalized;
    Simulation simulation(scene);
    Watch watch(simulation);
    simulation.advance_to(10);
    const Comparison row = watch.row("porous medium");
    REQUIRE(row.valid);
    CHECK(row.error < 2.5 * row.floor + 1 / 200.0);
    CHECK_FALSE(watch.row("heat limit").valid);
}

TEST_CASE("the fastest ripple of a uniform law grows as predicted") {
    Scene scene = circle_scene(20, 1);
    scene.tokens.law = UniformLaw{};
    scene.tokens.count = 4000;
    Simulation simulation(scene);
    Watch watch(simulation);
    CHECK(std::isnan(watch.row("growth of ripples").error));  // nothing has grown yet
    simulation.advance_to(1.5);
    const Comparison row = watch.row("growth of ripples");
    REQUIRE(row.valid);
    // Random ripples of all wave numbers, 1/sqrt(4000) each, couple at second order: some per cent of the rate.
    CHECK(row.error < 0.15);
    simulation.advance_to(40);
    CHECK_FALSE(watch.row("growth of ripples").valid);
}

TEST_CASE("alignment: E_max and the law's image under the flow") {
    Scene scene;
    scene.model = Model::standard(3);
    scene.model.beta = 2000;
    scene.model.V = Matrix::diagonal(3, {1, 0.4, 0.2});
    scene.tokens.count = 600;
    scene.time.method = Method::rk4;
    scene.time.dt = 0.05;
    Simulation simulation(scene);
    Watch watch(simulation);
    simulation.advance_to(2);
    CHECK(watch.row("alignment to E_max").error == simulation.measure().alignment);
    const Comparison image = watch.row("alignment flow");
    REQUIRE(image.valid);
    CHECK(image.error < 0.05);  // tokens see holes of the size 1/sqrt(600) of a random cloud
}

TEST_CASE("the pairing law foretells a merge, and is held against it") {
    Scene scene = circle_scene(30, 1);
    const auto at = [](double angle) { return Vec3{std::cos(angle), std::sin(angle), 0}; };
    scene.tokens.law = PointsLaw{{at(0), at(0.9), at(2.4)}, {0.5, 0.3, 0.2}};
    scene.time.method = Method::adaptive;
    Simulation simulation(scene);
    Watch watch(simulation);
    simulation.step();
    REQUIRE(watch.row("pairing law").valid);
    REQUIRE(watch.forecast());
    const Forecast first = *watch.forecast();
    CHECK(first.masses[0] + first.masses[1] == doctest::Approx(0.8));
    CHECK(angle_between(first.first.back(), first.second.back()) < 1e-6);
    while (simulation.merges().empty()) simulation.step();
    // The law stops at 1-ρ = 1/β and merges are counted at an angle of 1/sqrt(β): within a tenth.
    CHECK(simulation.merges()[0].time == doctest::Approx(first.time).epsilon(0.1));
    CHECK(watch.row("pairing law").error < 0.1);
}

TEST_CASE("three tokens with equal inner products follow the equiangular curve") {
    Scene scene;
    scene.model = Model::standard(3);
    scene.model.beta = 2;
    scene.tokens.law = PointsLaw{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {}};
    scene.time.method = Method::adaptive;
    scene.time.tolerance = 1e-9;
    Simulation simulation(scene);
    Watch watch(simulation);
    simulation.advance_to(1);
    const Comparison row = watch.row("equiangular curve");
    REQUIRE(row.valid);
    CHECK(row.error < 1e-7);
}

TEST_CASE("the equiangular curve holds with equal masses, at β = 0, and for V = -Id") {
    Scene scene;
    scene.model = Model::standard(3);
    scene.model.beta = 2;
    scene.tokens.law = PointsLaw{{{1, 0.2, 0.2}, {0.2, 1, 0.2}, {0.2, 0.2, 1}}, {2, 2, 2}};
    scene.time.method = Method::adaptive;
    scene.time.tolerance = 1e-9;
    const auto error = [&] {
        Simulation simulation(scene);
        Watch watch(simulation);
        simulation.advance_to(1);
        const Comparison row = watch.row("equiangular curve");
        REQUIRE(row.valid);
        return row.error;
    };
    CHECK(error() < 1e-7);
    scene.model.beta = 0;
    CHECK(error() < 1e-7);
    scene.model.Q = Matrix::diagonal(3, {3, 1, 0});  // β = 0 does not require it
    CHECK(error() < 1e-7);
    scene.model = Model::standard(3);
    scene.model.V = -1.0 * scene.model.V;
    CHECK(error() < 1e-7);
    scene.tokens.law = PointsLaw{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {2, 1, 2}};
    Simulation simulation(scene);
    CHECK(Watch(simulation).row("equiangular curve").why_not == "masses differ");
}

TEST_CASE("a defective matrix has a leading direction") {
    Scene scene = circle_scene(30, 1);
    scene.model.V(0, 1) = 1;
    Simulation simulation(scene);
    Watch watch(simulation);
    CHECK(watch.row("alignment to E_max").valid);
}

TEST_CASE("backward heat on the sphere ends where chance or a collapse ends it") {
    Scene scene;
    scene.model = Model::standard(3);
    scene.tokens.count = 3000;
    Simulation simulation(scene);
    TheoryMonitor monitor(scene, simulation.initial_cloud());
    const auto heat_at = [&](double time) {
        const Clustering clusters = simulation.width_clustering();
        const auto rows = monitor.compare({time, simulation.cloud(), clusters, 0, {}, {}}, 0);
        return *std::find_if(rows.begin(), rows.end(), [](const Comparison& r) { return r.name == "heat limit"; });
    };
    CHECK(heat_at(0.1).valid);  // the uniform law remains
    const Comparison uniform = heat_at(1e8);
    CHECK_FALSE(uniform.valid);
    CHECK(uniform.why_not.find("sampling noise") != std::string::npos);
}
