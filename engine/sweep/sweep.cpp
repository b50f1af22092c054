#include "coalesce/sweep/sweep.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "coalesce/model/text.hpp"
#include "model/json_print.hpp"

namespace coalesce {

using nlohmann::ordered_json;

std::size_t Sweep::cells() const {
    std::size_t cells = 1;
    for (const SweepAxis& axis : axes) cells *= axis.values.size();
    return cells;
}

std::size_t Sweep::runs() const {
    return cells() * std::max<std::size_t>(1, seeds.size());
}

std::vector<std::size_t> Sweep::place_of(std::size_t run) const {
    std::vector<std::size_t> place(axes.size() + 1);
    const std::size_t seeds_there = std::max<std::size_t>(1, seeds.size());
    place.back() = run % seeds_there;
    run /= seeds_there;
    for (std::size_t k = axes.size(); k-- > 0;) {
        place[k] = run % axes[k].values.size();
        run /= axes[k].values.size();
    }
    return place;
}

SweepPoint Sweep::point(std::size_t run) const {
    const std::vector<std::size_t> place = place_of(run);
    SweepPoint point;
    for (std::size_t k = 0; k < axes.size(); ++k) point.set.push_back(axes[k].key + "=" + axes[k].values[place[k]]);
    if (!seeds.empty()) point.seed = seeds[place.back()];
    return point;
}

std::string Sweep::name_of(std::size_t run) const {
    const std::vector<std::size_t> place = place_of(run);
    std::string name;
    for (std::size_t k = 0; k < axes.size(); ++k)
        name.append(k == 0 ? "" : ", ")
            .append(axes[k].key)
            .append("=")
            .append(shortened(sweep_value_text(axes[k].values[place[k]])));
    return seeds.empty() ? name : name + ", seed=" + std::to_string(seeds[place.back()]);
}

std::string sweep_value_text(const std::string& json) {
    const ordered_json value = ordered_json::parse(json);
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return decimal_text(value.get<double>());
    return value.dump();
}

namespace {

ordered_json axis_json(const SweepAxis& axis) {
    ordered_json values = ordered_json::array();
    for (const std::string& value : axis.values) values.push_back(ordered_json::parse(value));
    ordered_json json{{"key", axis.key}, {"values", std::move(values)}};
    if (axis.logarithmic) json["spacing"] = "log";
    return json;
}

ordered_json sweep_json(const Sweep& sweep) {
    ordered_json root;
    root["coalesce_sweep"] = 1;
    if (!sweep.program.empty()) root["program"] = sweep.program;
    root.update(ordered_json::parse(sweep.subject->json()));
    root["axes"] = ordered_json::array();
    for (const SweepAxis& axis : sweep.axes) root["axes"].push_back(axis_json(axis));
    if (!sweep.seeds.empty()) root["seeds"] = sweep.seeds;
    root["measure"] = ordered_json::array();
    for (const SweepMeasure& measure : sweep.measures) root["measure"].push_back(measure.name);
    return root;
}

}  // namespace

std::string to_json(const Sweep& sweep) {
    return printed(sweep_json(sweep), 1);
}

}  // namespace coalesce
