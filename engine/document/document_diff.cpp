#include "coalesce/document/document_diff.hpp"

#include <algorithm>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "document/scene_check.hpp"
#include "model/event_check.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

constexpr std::string_view dimension_key = "dimension";
constexpr const char* converted_keys[] = {"tokens.law", "model.Q", "model.K", "model.V", "events"};

bool accepts(const Parameter& parameter, const ParameterValue& value) {
    try {
        check_parameter(parameter, value);
    } catch (const Issue&) {
        return false;
    }
    return true;
}

/// Checks the events if a change touches them, or what they are checked against.
void check_changed_events(const std::vector<DocumentDiff::Change>& changes, const SceneDocument& document,
                          int dimension) {
    const Scene& scene = document.scene;
    const auto changed = [&](std::string_view key) -> const ParameterValue* {
        for (const DocumentDiff::Change& change : changes)
            if (change.parameter->key == key) return &change.after;
        return nullptr;
    };
    const ParameterValue *events = changed("events"), *until = changed("time.until"), *law = changed("tokens.law"),
                         *count = changed("tokens.count");
    if (!events && !until && !law && !count) return;
    const InitialLaw& drawn = law ? std::get<InitialLaw>(*law) : scene.tokens.law;
    check_events(events ? std::get<Events>(*events) : scene.events, dimension,
                 until ? std::get<double>(*until) : scene.time.until,
                 known_count(drawn, count ? std::get<std::int64_t>(*count) : scene.tokens.count));
}

void check_changes(const std::vector<DocumentDiff::Change>& changes, const SceneDocument& document) {
    int dimension = document.scene.dimension;
    for (const DocumentDiff::Change& change : changes) {
        check_parameter(*change.parameter, change.after);
        if (change.parameter->key == dimension_key) dimension = static_cast<int>(std::get<std::int64_t>(change.after));
    }
    for (const DocumentDiff::Change& change : changes)
        if (const Matrix* matrix = std::get_if<Matrix>(&change.after))
            check_matrix_size(change.parameter->key, *matrix, dimension);
    for (const DocumentDiff::Change& change : changes)
        if (const InitialLaw* law = std::get_if<InitialLaw>(&change.after)) check_law(*law, dimension);
    check_changed_events(changes, document, dimension);
}

}  // namespace

DocumentDiff::Change& DocumentDiff::change_of(const Parameter& parameter, const ParameterValue& before) {
    // Parameters lie in one array, in the order of the scene file.
    const auto at =
        std::lower_bound(changes_.begin(), changes_.end(), &parameter,
                         [](const Change& change, const Parameter* wanted) { return change.parameter < wanted; });
    if (at != changes_.end() && at->parameter == &parameter) return *at;
    return *changes_.insert(at, {&parameter, before, before});
}

void DocumentDiff::set(const SceneDocument& document, std::string_view key, ParameterValue value) {
    const Parameter& parameter = *find_parameter(key);
    if (key == dimension_key && accepts(parameter, value)) {
        SceneDocument converted = document;
        parameter.set(converted, value);
        for (const char* each : converted_keys) {
            const Parameter& other = *find_parameter(each);
            change_of(other, other.get(document)).after = other.get(converted);
        }
    }
    change_of(parameter, parameter.get(document)).after = std::move(value);
    drop_unchanged();
}

void DocumentDiff::then(const DocumentDiff& next) {
    for (const Change& change : next.changes_) change_of(*change.parameter, change.before).after = change.after;
    drop_unchanged();
}

DocumentDiff DocumentDiff::inverse() const {
    DocumentDiff back;
    for (const Change& change : changes_) back.changes_.push_back({change.parameter, change.after, change.before});
    return back;
}

/// Keeps converted keys beside a new dimension even if they are equal: setting the dimension would convert them.
void DocumentDiff::drop_unchanged() {
    std::erase_if(changes_, [](const Change& change) {
        return change.parameter->key == dimension_key && change.before == change.after;
    });
    if (changes(dimension_key)) return;
    std::erase_if(changes_, [](const Change& change) { return change.before == change.after; });
}

bool DocumentDiff::changes(std::string_view key) const {
    return std::any_of(changes_.begin(), changes_.end(),
                       [&](const Change& change) { return change.parameter->key == key; });
}

Effect DocumentDiff::effect() const {
    const auto has = [&](Effect effect) {
        return std::any_of(changes_.begin(), changes_.end(),
                           [&](const Change& change) { return change.parameter->effect == effect; });
    };
    return has(Effect::new_cloud) ? Effect::new_cloud : has(Effect::live) ? Effect::live : Effect::view;
}

void check(const DocumentDiff& diff, const SceneDocument& document, std::string_view origin) {
    try {
        check_changes(diff.changes(), document);
    } catch (const Issue& issue) {
        throw InputError(std::string(origin) + ": " + issue.line());
    }
}

void apply(const DocumentDiff& diff, SceneDocument& document) {
    // "dimension" comes first in the table, and what it converts is set after it.
    for (const DocumentDiff::Change& change : diff.changes()) change.parameter->set(document, change.after);
}

}  // namespace coalesce
