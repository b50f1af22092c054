#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <variant>

#include "arrays.hpp"
#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/studies/equiangular_study.hpp"
#include "coalesce/studies/infinite_width_study.hpp"
#include "coalesce/studies/single_location_study.hpp"
#include "coalesce/studies/swept_lab.hpp"
#include "coalesce/sweep/sweep_compute.hpp"
#include "interruptible.hpp"

namespace coalesce::python {
namespace {

studies::Result lab_result(const std::string& name, const std::vector<Assignment>& set, StopToken stop) {
    const studies::Progress progress = [stop](double) { stop.check(); };
    if (name == "single-location")
        return result_of(studies::compute_single_location(studies::single_location_settings(set), progress));
    if (name == "infinite-width")
        return result_of(studies::compute_infinite_width(studies::infinite_width_settings(set), progress));
    if (name == "equiangular")
        return result_of(studies::compute_equiangular(studies::equiangular_settings(set), progress));
    throw InputError("lab: found " + name + ", expected a laboratory: single-location, infinite-width or equiangular");
}

nb::object cells_of(const studies::Cells& cells) {
    return std::visit(
        [](const auto& values) -> nb::object {
            using Values = std::decay_t<decltype(values)>;
            if constexpr (std::is_same_v<Values, std::vector<double>> ||
                          std::is_same_v<Values, std::vector<std::int64_t>>)
                return nb::cast(array_of(values));
            else
                return nb::cast(values);
        },
        cells);
}

/// @return  summary.json, then the tables and arrays of the laboratory's files by their names
nb::tuple lab(const std::string& name, const std::vector<Assignment>& set) {
    studies::Result result;
    interruptible([&](StopToken stop) { result = lab_result(name, set, stop); });
    nb::dict files;
    for (const studies::Table& table : result.files) {
        nb::dict columns;
        for (const studies::Column& column : table.columns) columns[column.name.c_str()] = cells_of(column.cells);
        files[table.name.c_str()] = columns;
    }
    for (const studies::Column& array : result.arrays) files[array.name.c_str()] = cells_of(array.cells);
    return nb::make_tuple(json_text(result), files);
}

nb::list texts_of(const SweepTable& table, std::size_t axis) {
    const Sweep& sweep = table.sweep();
    nb::list values;
    for (std::size_t run = 0; run < sweep.runs(); ++run)
        values.append(sweep.axes[axis].values[sweep.place_of(run)[axis]]);
    return values;
}

/// @return  columns of sweep.csv; the values of axes are JSON
nb::tuple sweep(const std::string& text, int jobs) {
    std::optional<Sweep> sweep;
    std::optional<SweepTable> table;
    interruptible([&](StopToken stop) {
        sweep = parse_sweep(text, "sweep", studies::swept_lab);
        if (sweep->runs() > most_sweep_runs)
            throw InputError("sweep: axes: found " + std::to_string(sweep->runs()) + " runs, expected at most " +
                             std::to_string(most_sweep_runs));
        SweepWork work;
        work.jobs = jobs;
        work.stop = stop;
        table = compute_sweep(*sweep, work);
    });
    nb::dict axes, columns;
    for (std::size_t axis = 0; axis < sweep->axes.size(); ++axis)
        axes[sweep->axes[axis].key.c_str()] = texts_of(*table, axis);
    const std::size_t runs = sweep->runs();
    if (!sweep->seeds.empty()) {
        std::vector<std::int64_t> seeds;
        for (std::size_t run = 0; run < runs; ++run) seeds.push_back(*sweep->point(run).seed);
        columns["seed"] = array_of(std::move(seeds));
    }
    for (std::size_t measure = 0; measure < sweep->measures.size(); ++measure) {
        std::vector<double> values;
        for (std::size_t run = 0; run < runs; ++run) values.push_back(table->value(run, measure));
        columns[sweep->measures[measure].name.c_str()] = array_of(std::move(values));
    }
    nb::list status;
    for (std::size_t run = 0; run < runs; ++run)
        status.append(table->done(run) ? std::string("done") : "failed: " + table->failure(run));
    columns["status"] = status;
    return nb::make_tuple(axes, columns);
}

std::vector<std::string> keys() {
    std::vector<std::string> keys;
    for (const Parameter& parameter : parameters()) keys.emplace_back(parameter.key);
    return keys;
}

std::vector<std::string> scenes() {
    std::vector<std::string> names;
    for (const ShippedScene& scene : shipped_scenes()) names.emplace_back(scene.name);
    return names;
}

std::string scene(const std::string& name, const std::vector<Assignment>& set) {
    return to_json(load_scene(name, set));
}

}  // namespace

void add_tables(nb::module_& module) {
    module.def("lab", lab, nb::arg("name"), nb::arg("set"));
    module.def("sweep", sweep, nb::arg("text"), nb::arg("jobs"));
    module.def("keys", keys);
    module.def("scenes", scenes);
    module.def("scene", scene, nb::arg("name"), nb::arg("set"));
}

}  // namespace coalesce::python
