#include "record/clip_edits.hpp"

#include <cmath>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

using json = nlohmann::ordered_json;

/// The scene without its tokens, whose law may be long and which no edit of the dynamics changes.
SceneDocument without_tokens(SceneDocument document) {
    document.scene.tokens = {};
    return document;
}

/// The groups of a scene file that hold the dynamics.
json dynamics_json(const SceneDocument& document) {
    const json whole = json::parse(to_json(document));
    json groups = json::object();
    for (const char* group : {"model", "time", "solver"}) groups[group] = whole[group];
    return groups;
}

/// Keys of `after`, with dots, whose values differ from `before`.
json changed_keys(const json& before, const json& after) {
    json set = json::object();
    for (const auto& [group, values] : after.items())
        for (const auto& [key, value] : values.items())
            if (value != before[group][key]) set[group + "." + key] = value;
    return set;
}

}  // namespace

void damaged_clip(const std::string& shown, const std::string& what) {
    throw InputError(shown + ": its comment is damaged: " + one_line(what));
}

double read_clip_time(const json& value, const std::string& key, double least, const std::string& shown) {
    if (!value.is_number() || !(value.get<double>() >= least) || !std::isfinite(value.get<double>()))
        damaged_clip(
            shown, key + ": found " + shortened(value.dump()) + ", expected a time of at least " + decimal_text(least));
    return value.get<double>();
}

json edits_json(const SceneDocument& begun, const std::vector<DatedDynamics>& all) {
    SceneDocument document = without_tokens(begun);
    json before = dynamics_json(document), edits = json::array();
    for (const DatedDynamics& edit : all) {
        set_dynamics(document.scene, edit.dynamics);
        json after = dynamics_json(document);
        edits.push_back({{"time", edit.from}, {"set", changed_keys(before, after)}});
        before = std::move(after);
    }
    return edits;
}

std::vector<DatedDynamics> read_edits(const json& edits, const std::string& list, const SceneDocument& begun,
                                      double until, const std::string& shown) {
    SceneDocument document = without_tokens(begun);
    std::vector<DatedDynamics> all;
    double latest = 0;
    for (const json& edit : edits) {
        const std::string key = list + "." + std::to_string(all.size());
        if (!edit.is_object() || !edit.contains("time") || !edit.contains("set") || !edit["set"].is_object())
            damaged_clip(shown, key + ": found " + shortened(edit.dump()) + ", expected time and set");
        latest = read_clip_time(edit["time"], key + ".time", latest, shown);
        if (latest > until)
            damaged_clip(shown,
                         key + ".time: found " + decimal_text(latest) + ", expected at most " + decimal_text(until));
        json scene = json::parse(to_json(document));
        for (const auto& [name, value] : edit["set"].items()) {
            const std::size_t dot = name.find('.');
            const std::string group = name.substr(0, dot);
            if (dot == std::string::npos || (group != "model" && group != "time" && group != "solver"))
                damaged_clip(shown,
                             key + ": found the key " + shortened(name) + ", expected one of model, time or solver");
            scene[group][name.substr(dot + 1)] = value;
        }
        document = parse_scene(scene.dump(), shown + ": " + key);
        all.push_back({latest, document.scene});
    }
    return all;
}

}  // namespace coalesce
