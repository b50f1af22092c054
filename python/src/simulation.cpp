#include "coalesce/flow/simulation.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <cmath>
#include <mutex>
#include <optional>

#include "arrays.hpp"
#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/theory_look.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/text.hpp"
#include "interruptible.hpp"

namespace coalesce::python {
namespace {

/// A run, for one thread at a time: calls of others wait.
struct Run {
    explicit Run(const SceneDocument& of) : document(of), simulation(of.scene) {
        simulation.set_linking_angle(of.view.linking_angle);
    }
    SceneDocument document;
    Simulation simulation;
    std::optional<TheoryMonitor> monitor;
    std::mutex mutex;
};

/// What arrays of tokens keep alive: the run while it is in the state that they show, later the tokens themselves.
struct Shown {
    std::shared_ptr<Run> run;
    Cloud tokens;
};

SceneDocument document_of(const std::string& scene, bool is_text, const std::vector<Assignment>& set,
                          const std::optional<AnyArray>& tokens, const std::optional<AnyArray>& masses) {
    SceneDocument document = is_text ? parse_scene(scene, "scene", set) : load_scene(scene, set);
    if (!tokens && masses) throw InputError("masses: found without tokens, expected with an array of them");
    if (!tokens) return document;
    const StridedRows rows = rows_of(*tokens, "tokens");
    const Cloud cloud = cloud_of_rows(rows, "tokens");
    PointsLaw law;
    law.points.reserve(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) law.points.push_back(cloud.token(i));
    if (masses) law.masses = numbers_of(*masses, "masses", cloud.size());
    if (document.scene.dimension != cloud.dimension())
        throw InputError("tokens: found " + std::to_string(cloud.dimension()) + " columns, expected " +
                         std::to_string(document.scene.dimension) + " since dimension is " +
                         std::to_string(document.scene.dimension));
    document.scene.tokens.law = std::move(law);
    document.scene.tokens.count = static_cast<std::int64_t>(cloud.size());
    validate(document, "scene");
    return document;
}

double checked_time(const char* name, double time) {
    if (std::isfinite(time) && time >= 0) return time;
    throw InputError(formatted((std::string(name) + ": found %g, expected a number ≥ 0").c_str(), time));
}

/// Columns of series.csv.
nb::dict columns_of(const std::vector<Measurement>& rows) {
    nb::dict columns;
    const auto add = [&](const char* name, const auto& of) {
        std::vector<std::decay_t<decltype(of(Measurement()))>> values;
        for (const Measurement& row : rows) values.push_back(of(row));
        columns[name] = array_of(std::move(values));
    };
    add("time", [](const Measurement& row) { return row.time; });
    add("energy", [](const Measurement& row) { return row.energy; });
    add("clusters", [](const Measurement& row) { return std::int64_t{row.clusters}; });
    add("alignment", [](const Measurement& row) { return row.alignment; });
    add("mean_speed", [](const Measurement& row) { return row.mean_speed; });
    add("max_speed", [](const Measurement& row) { return row.max_speed; });
    add("dt", [](const Measurement& row) { return row.dt; });
    add("drift", [](const Measurement& row) { return row.drift; });
    return columns;
}

nb::list clusters_of(const std::vector<Cluster>& clusters, int dimension) {
    nb::list list;
    for (std::size_t k = 0; k < counted(clusters); ++k) {
        const Cluster& cluster = clusters[k];
        list.append(
            nb::make_tuple(array_of(std::vector<double>(cluster.centre.begin(), cluster.centre.begin() + dimension)),
                           cluster.mass, cluster.tokens, cluster.radius, cluster.identity));
    }
    return list;
}

nb::list theory_of(const std::vector<Comparison>& rows) {
    nb::list list;
    for (const Comparison& row : rows)
        list.append(nb::make_tuple(row.name, row.valid, row.statement, row.quantity, row.unit, row.error, row.floor,
                                   row.why_not));
    return list;
}

class Handle {
    /// Leaves the present tokens to the arrays that show them, if there are any. The lock is held.
    void leave_shown() {
        const std::shared_ptr<Shown> shown = shown_.lock();
        if (!shown) return;
        shown->tokens = run_->simulation.detach_cloud();
        shown->run.reset();
        shown_.reset();
    }

    template <class Action>
    auto reading(const Action& action) {
        const nb::gil_scoped_release released;
        const std::lock_guard lock(run_->mutex);
        return action(run_->simulation);
    }

    /// Moves the tokens on a thread that Ctrl-C stops after the last whole step.
    template <class Action>
    void moving(const Action& action) {
        interruptible([&](StopToken stop) {
            const std::lock_guard lock(run_->mutex);
            leave_shown();
            struct Lifted {
                Simulation& simulation;
                ~Lifted() { simulation.set_stop({}); }
            } const lifted{run_->simulation};
            run_->simulation.set_stop(stop);
            action(run_->simulation);
        });
    }

  public:
    Handle(const std::string& scene, bool is_text, const std::vector<Assignment>& set,
           const std::optional<AnyArray>& tokens, const std::optional<AnyArray>& masses) {
        interruptible(
            [&](StopToken) { run_ = std::make_shared<Run>(document_of(scene, is_text, set, tokens, masses)); });
    }

    void step() {
        const nb::gil_scoped_release released;
        const std::lock_guard lock(run_->mutex);
        leave_shown();
        run_->simulation.step();
    }

    void advance_to(double time) {
        checked_time("t", time);
        moving([&](Simulation& simulation) {
            while (simulation.time() < time) simulation.step_towards(time);
        });
    }

    nb::dict run(double until, std::optional<double> every) {
        checked_time("until", until);
        if (every && !(std::isfinite(*every) && *every > 0))
            throw InputError(formatted("every: found %g, expected a number > 0", *every));
        std::vector<Measurement> rows;
        moving([&](Simulation& simulation) {
            constexpr double most_rows = 1000, slack = 1e-9;  // times of states are multiples of dt up to rounding
            const double from = simulation.time();
            const bool adaptive = simulation.scene().time.method == Method::adaptive;
            const double stride = every ? *every : adaptive ? 0 : (until - from) / most_rows;
            rows.push_back(simulation.measure());
            for (double next = from + stride; simulation.time() < until;) {
                simulation.step_towards(until);
                const double time = simulation.time();
                if (time < until && time < next - slack * std::abs(next)) continue;
                rows.push_back(simulation.measure());
                if (stride > 0) next = from + (std::floor((time - from) / stride * (1 + slack)) + 1) * stride;
            }
        });
        return columns_of(rows);
    }

    nb::ndarray<nb::numpy, const double, nb::ndim<2>> tokens() {
        std::shared_ptr<Shown> shown = shown_.lock();
        const Cloud* cloud = nullptr;
        {
            const nb::gil_scoped_release released;
            const std::lock_guard lock(run_->mutex);
            cloud = &run_->simulation.cloud();
            if (!shown) shown_ = shown = std::make_shared<Shown>(Shown{run_, {}});
        }
        const nb::capsule owner(new std::shared_ptr<Shown>(shown),
                                [](void* at) noexcept { delete static_cast<std::shared_ptr<Shown>*>(at); });
        return {cloud->axis(0).data(),
                {cloud->size(), static_cast<std::size_t>(cloud->dimension())},
                owner,
                {1, static_cast<std::int64_t>(cloud->size())}};
    }

    std::vector<double> measurement() {
        const Measurement now = reading([](Simulation& simulation) { return simulation.measure(); });
        return {now.energy, static_cast<double>(now.clusters), now.alignment, now.mean_speed, now.max_speed};
    }
    nb::list clusters() {
        const auto clusters = reading([](Simulation& simulation) { return simulation.clustering().clusters; });
        return clusters_of(clusters, run_->document.scene.dimension);
    }
    nb::ndarray<nb::numpy, std::int32_t> labels() {
        return array_of(reading([](Simulation& simulation) { return simulation.labels(); }));
    }
    nb::ndarray<nb::numpy, double> velocity() {
        return array_of(reading([](Simulation& simulation) {
            const Vectors& planes = simulation.velocity();
            std::vector<double> rows;
            rows.reserve(planes.values.size());
            for (std::size_t i = 0; i < planes.count; ++i)
                for (int k = 0; k < planes.dimension; ++k) rows.push_back(planes.axis(k)[i]);
            return rows;
        }));
    }
    std::vector<std::tuple<std::string, double, double, std::string>> phases() {
        std::vector<std::tuple<std::string, double, double, std::string>> list;
        for (const Phase& phase : reading([](Simulation& simulation) { return simulation.phases(); }))
            list.emplace_back(phase.name, phase.from, phase.to, phase.criterion);
        return list;
    }
    std::vector<std::tuple<double, std::pair<double, double>, double>> merges() {
        std::vector<std::tuple<double, std::pair<double, double>, double>> list;
        for (const Merge& merge : reading([](Simulation& simulation) { return simulation.merges(); }))
            list.emplace_back(merge.time, std::pair(merge.masses[0], merge.masses[1]), merge.angle);
        return list;
    }
    nb::list theory() {
        std::vector<Comparison> rows;
        interruptible([&](StopToken stop) {
            const std::lock_guard lock(run_->mutex);
            Simulation& simulation = run_->simulation;
            if (!run_->monitor) run_->monitor.emplace(simulation.scene(), simulation.initial_cloud());
            rows = look_at_theory(*run_->monitor, simulation, [&] { return stop.stop_requested(); });
        });
        return theory_of(rows);
    }

    double time() {
        return reading([](const Simulation& simulation) { return simulation.time(); });
    }
    std::uint64_t steps() {
        return reading([](const Simulation& simulation) { return simulation.steps(); });
    }
    std::string scene() const { return to_json(run_->document); }
    void save_scene(const std::string& path) const { write_scene(run_->document, path); }
    void save_tokens(const std::string& path) {
        const Cloud cloud = reading([](const Simulation& simulation) { return simulation.cloud(); });
        write_npy(path, row_major(cloud), cloud.size(), static_cast<std::size_t>(cloud.dimension()));
    }

  private:
    std::shared_ptr<Run> run_;
    std::weak_ptr<Shown> shown_;  ///< of the present state
};

}  // namespace

void add_simulation(nb::module_& module) {
    nb::class_<Handle>(module, "Simulation")
        .def(nb::init<const std::string&, bool, const std::vector<Assignment>&, const std::optional<AnyArray>&,
                      const std::optional<AnyArray>&>(),
             nb::arg("scene"), nb::arg("is_text"), nb::arg("set"), nb::arg("tokens").none(), nb::arg("masses").none())
        .def("step", &Handle::step)
        .def("advance_to", &Handle::advance_to, nb::arg("t"))
        .def("run", &Handle::run, nb::arg("until"), nb::arg("every").none())
        .def("tokens", &Handle::tokens)
        .def("measurement", &Handle::measurement)
        .def("clusters", &Handle::clusters)
        .def("labels", &Handle::labels)
        .def("velocity", &Handle::velocity)
        .def("phases", &Handle::phases)
        .def("merges", &Handle::merges)
        .def("theory", &Handle::theory)
        .def("time", &Handle::time)
        .def("steps", &Handle::steps)
        .def("scene", &Handle::scene)
        .def("save_scene", &Handle::save_scene, nb::arg("path"))
        .def("save_tokens", &Handle::save_tokens, nb::arg("path"));
}

}  // namespace coalesce::python
