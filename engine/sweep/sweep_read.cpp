#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/sweep/sweep.hpp"
#include "model/json_read.hpp"
#include "model/strict_json.hpp"
#include "sweep/swept_scene.hpp"

namespace coalesce {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t largest_sweep_file = 64u << 20;  // bytes, as of a scene
constexpr const char* sweep_version_key = "coalesce_sweep";
/// Most values of an axis, and most seeds: what a list of them takes is then far below the memory of a run.
constexpr double most_values = 1e7;

const std::vector<std::string_view> sweep_keys{sweep_version_key, "program", "scene", "lab",    "axes",
                                               "seeds",           "until",   "stop",  "measure"};
const std::vector<std::string_view> axis_keys{"key", "values", "from", "to", "count", "spacing"};

std::string text_at(const std::string& path, const json& value, const std::string& expected) {
    if (!value.is_string()) wrong_value(path, value, expected);
    return value.get<std::string>();
}

std::int64_t count_at(const std::string& path, const json& value) {
    const std::string expected = "a whole number from 1 to 10000000";
    const std::int64_t count = read_whole(path, value, expected);
    if (count < 1 || static_cast<double>(count) > most_values) wrong_value(path, value, expected);
    return count;
}

/// Rounds to 15 digits, which is what a double is sure to keep: steps of 0.1 then pass 0.3 and no 0.30000000000000004.
double rounded_value(double value) {
    return std::strtod(formatted("%.15g", value).c_str(), nullptr);
}

/// The values from `from` to `to`, evenly spaced or with equal ratios; both ends are exact.
std::vector<double> spaced_values(double from, double to, std::int64_t count, bool logarithmic) {
    std::vector<double> values;
    for (std::int64_t k = 0; k < count; ++k) {
        const double part = count == 1 ? 0 : static_cast<double>(k) / static_cast<double>(count - 1);
        const double between = logarithmic ? from * std::pow(to / from, part) : from + (to - from) * part;
        values.push_back(k == 0 ? from : k == count - 1 ? to : rounded_value(between));
    }
    return values;
}

struct Spacing {
    double from, to;
    std::int64_t count;
    bool logarithmic;
};

Spacing spacing_at(const std::string& path, const json& axis) {
    const auto number = [&](const char* key) {
        return read_number(below(path, key), required(path, axis, key, "a number, or \"values\" for the axis"));
    };
    Spacing spacing{number("from"), number("to"), 0, false};
    spacing.count = count_at(below(path, "count"), required(path, axis, "count", "a whole number of values"));
    if (const auto at = axis.find("spacing"); at != axis.end()) {
        if (*at != "linear" && *at != "log") wrong_value(below(path, "spacing"), *at, "\"linear\" or \"log\"");
        spacing.logarithmic = *at == "log";
    }
    if (spacing.logarithmic && !(spacing.from > 0 && spacing.to > 0))
        throw Issue(below(path, "spacing"), "found \"log\" from " + decimal_text(spacing.from) + " to " +
                                                decimal_text(spacing.to) + ", expected two ends > 0");
    if ((spacing.count == 1) != (spacing.from == spacing.to))
        throw Issue(below(path, "count"), "found " + std::to_string(spacing.count) + " from " +
                                              decimal_text(spacing.from) + " to " + decimal_text(spacing.to) +
                                              ", expected 1 if the ends are equal, and else at least 2");
    return spacing;
}

std::string as_json(double value, bool whole) {
    return whole && std::abs(value) < 9e15 ? std::to_string(static_cast<std::int64_t>(std::nearbyint(value)))
                                           : json(value).dump();
}

/// What may be one's fault is told of the axis, and else of the entry of its list.
std::string checked_at(const std::string& path, const SweepSubject& subject, const std::string& key,
                       const std::string& value) {
    try {
        return subject.checked_value(key, value);
    } catch (const Issue& issue) {
        const bool own = issue.path() == key || issue.path().empty();
        throw Issue(path, own ? key + ": " + issue.what() : issue.line());
    }
}

void refuse_equal_values(const std::string& path, const SweepAxis& axis) {
    std::set<std::string> seen;
    for (const std::string& value : axis.values) {
        const std::string text = sweep_value_text(value);
        if (!seen.insert(text).second)
            throw Issue(path, "found " + shortened(text) + " twice, expected different values of " + axis.key);
    }
}

SweepAxis read_axis(const std::string& path, const json& value, const SweepSubject& subject) {
    check_object(path, value, axis_keys);
    SweepAxis axis;
    axis.key = text_at(below(path, "key"), required(path, value, "key", "a key such as model.beta"), "a key");
    try {
        subject.check_axis(axis.key);
    } catch (const Issue& issue) {
        throw Issue(below(path, "key"), "found " + shortened(axis.key) + ", " + issue.what());
    }
    if (const auto list = value.find("values"); list != value.end()) {
        const std::string at = below(path, "values");
        for (const char* other : {"from", "to", "count"})
            if (value.contains(other)) throw Issue(below(path, other), "found beside values, expected one of the two");
        if (read_list(at, *list).empty()) throw Issue(at, "found an empty list, expected at least one value");
        for (const json& entry : *list) {
            const std::string entry_path = at + "." + std::to_string(axis.values.size());
            axis.values.push_back(checked_at(entry_path, subject, axis.key, entry.dump()));
        }
        axis.logarithmic = value.value("spacing", json("linear")) == "log";
        refuse_equal_values(at, axis);
        return axis;
    }
    const Spacing spacing = spacing_at(path, value);
    axis.logarithmic = spacing.logarithmic;
    const bool whole = subject.is_whole(axis.key);
    // Values between two that are in range are too.
    for (const char* end : {"from", "to"})
        checked_at(below(path, end), subject, axis.key, as_json(value.at(end).get<double>(), whole));
    for (const double number : spaced_values(spacing.from, spacing.to, spacing.count, spacing.logarithmic)) {
        std::string text = as_json(number, whole);
        if (!axis.values.empty() && axis.values.back() == text)
            throw Issue(path, "found " + text + " twice among " + std::to_string(spacing.count) +
                                  " values, expected fewer, so that all of " + axis.key + " differ");
        axis.values.push_back(std::move(text));
    }
    return axis;
}

std::vector<SweepAxis> read_axes(const json& root, const SweepSubject& subject) {
    const json& list = read_list("axes", required("", root, "axes", "a list of one to three axes"));
    if (list.empty() || list.size() > most_sweep_axes)
        throw Issue("axes", "found " + std::to_string(list.size()) + ", expected one to three");
    std::vector<SweepAxis> axes;
    for (const json& entry : list) {
        const std::string path = "axes." + std::to_string(axes.size());
        axes.push_back(read_axis(path, entry, subject));
        for (std::size_t k = 0; k + 1 < axes.size(); ++k)
            if (axes[k].key == axes.back().key)
                throw Issue(path + ".key", "found " + axes.back().key + " a second time, expected different keys");
    }
    return axes;
}

void check_seed(const std::string& path, const json& value, std::int64_t seed) {
    if (seed < 0 || seed > (std::int64_t{1} << 53)) wrong_value(path, value, "a whole number from 0 to 2^53");
}

std::vector<std::int64_t> read_seeds(const json& root, const SweepSubject& subject) {
    const auto value = root.find("seeds");
    if (!subject.seed()) {
        if (value != root.end()) throw Issue("seeds", "found seeds, expected none: it draws nothing at random");
        return {};
    }
    if (value == root.end()) return {*subject.seed()};
    std::vector<std::int64_t> seeds;
    if (!value->is_array()) {
        if (!value->is_number()) wrong_value("seeds", *value, "a number of seeds, or a list of them");
        for (std::int64_t k = 1, count = count_at("seeds", *value); k <= count; ++k) seeds.push_back(k);
        return seeds;
    }
    if (value->empty()) throw Issue("seeds", "found an empty list, expected at least one seed");
    std::set<std::int64_t> seen;
    for (const json& entry : *value) {
        const std::string path = "seeds." + std::to_string(seeds.size());
        seeds.push_back(read_whole(path, entry, "a whole number"));
        check_seed(path, entry, seeds.back());
        if (!seen.insert(seeds.back()).second)
            throw Issue(path, "found " + std::to_string(seeds.back()) + " twice, expected different seeds");
    }
    return seeds;
}

std::vector<SweepMeasure> read_measures(const json& root, const SweepSubject& subject) {
    const json& list = read_list("measure", required("", root, "measure", "a list of measures"));
    if (list.empty()) throw Issue("measure", "found an empty list, expected at least one measure");
    std::vector<SweepMeasure> measures;
    std::set<std::string> seen;
    for (const json& entry : list) {
        const std::string path = "measure." + std::to_string(measures.size());
        const std::string name = text_at(path, entry, "the name of a measure");
        if (!seen.insert(name).second) throw Issue(path, "found " + name + " twice, expected different measures");
        try {
            measures.push_back(subject.measure(name));
        } catch (const Issue& issue) {
            throw Issue(path, issue.what());
        }
    }
    return measures;
}

std::shared_ptr<const SweepSubject> read_lab_subject(const json& value, const SweepLabs& labs) {
    const std::string expected = "a laboratory's name, or an object with name and set";
    if (value.is_string()) return labs(value.get<std::string>(), {});
    if (!value.is_object()) wrong_value("lab", value, expected);
    check_object("lab", value, {"name", "set"});
    std::vector<Assignment> set;
    if (const auto at = value.find("set"); at != value.end()) {
        if (!at->is_object()) wrong_value("lab.set", *at, "an object");
        for (const auto& [key, setting] : at->items()) set.push_back(key + "=" + setting.dump());
    }
    return labs(text_at("lab.name", required("lab", value, "name", "a laboratory's name"), expected), set);
}

std::shared_ptr<const SweepSubject> read_subject(const json& root, const SweepLabs& labs, const fs::path& folder) {
    const auto lab = root.find("lab");
    if (lab == root.end()) return read_swept_scene(root, folder);
    for (const char* key : {"scene", "until", "stop"})
        if (root.contains(key)) throw Issue(key, "found beside a lab, expected one of the two");
    try {
        return read_lab_subject(*lab, labs);
    } catch (const InputError& error) {
        throw Issue("lab", error.what());
    }
}

void check_sweep_version(const json& root) {
    if (!root.is_object()) throw Issue("", "found " + shown(root) + ", expected an object { … }");
    const auto version = root.find(sweep_version_key);
    if (version == root.end() && (root.contains("coalesce") || root.contains("coalesce_lesson")))
        throw Issue("", std::string("found a ") + (root.contains("coalesce") ? "scene" : "lesson") +
                            ", expected a sweep (key coalesce_sweep)");
    if (version == root.end()) throw Issue(sweep_version_key, "found nothing, expected the format version 1");
    if (!version->is_number() || *version != 1) wrong_value(sweep_version_key, *version, "the format version 1");
}

Sweep sweep_from_json(const json& root, const SweepLabs& labs, const fs::path& folder) {
    check_sweep_version(root);
    check_object("", root, sweep_keys);
    Sweep sweep;
    sweep.subject = read_subject(root, labs, folder);
    sweep.axes = read_axes(root, *sweep.subject);
    sweep.seeds = read_seeds(root, *sweep.subject);
    sweep.measures = read_measures(root, *sweep.subject);
    double runs = static_cast<double>(std::max<std::size_t>(1, sweep.seeds.size()));
    for (const SweepAxis& axis : sweep.axes) runs *= static_cast<double>(axis.values.size());
    // Beyond this their numbers alone would not fit into memory.
    if (runs > 1e9) throw Issue("axes", "found " + decimal_text(runs) + " runs, expected at most 10^9");
    if (const auto program = root.find("program"); program != root.end())
        sweep.program = text_at("program", *program, "text");
    return sweep;
}

}  // namespace

Sweep parse_sweep(std::string_view text, std::string_view origin, const SweepLabs& labs, const fs::path& folder) {
    try {
        if (text.size() > largest_sweep_file)
            throw Issue("", "found " + std::to_string(text.size()) + " bytes, expected at most 64 MiB");
        return sweep_from_json(parse_strict_json(text), labs, folder);
    } catch (const Issue& issue) {
        throw InputError(one_line(std::string(origin) + ": " + issue.line()));
    }
}

Sweep read_sweep(const fs::path& path, const SweepLabs& labs) {
    return parse_sweep(read_text(path, largest_sweep_file), path.string(), labs, fs::absolute(path).parent_path());
}

}  // namespace coalesce
