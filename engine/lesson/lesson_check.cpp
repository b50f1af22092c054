#include "lesson/lesson_check.hpp"

#include <algorithm>
#include <charconv>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/document/twins.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/theory/phase_rules.hpp"
#include "lesson/lesson_json.hpp"

namespace coalesce {
namespace {

std::string in_quotes(std::string_view text) {
    return "\"" + shortened(text) + "\"";
}

/// Number of tokens; nullopt where a file has them.
std::optional<std::int64_t> tokens_of(const SceneDocument& document) {
    if (std::holds_alternative<FileLaw>(document.scene.tokens.law)) return std::nullopt;
    return document.scene.tokens.count;
}

/// True if the step changes the model of a cloud that was drawn before.
bool edits_model(const LessonStep& step) {
    if (step.set.effect() == Effect::new_cloud || (step.scene && step.over == 0)) return false;
    const auto& changes = step.set.changes();
    return std::any_of(changes.begin(), changes.end(),
                       [](const DocumentDiff::Change& c) { return c.parameter->key.starts_with("model."); });
}
bool draws_cloud(const LessonStep& step) {
    return step.scene || step.set.effect() == Effect::new_cloud;
}

void check_time(const std::string& path, double time, double earliest, const std::string& whence,
                const SceneDocument& document) {
    const std::string found = "found " + decimal_text(time) + ", expected ";
    if (time < earliest) throw Issue(path, found + "a time from " + decimal_text(earliest) + " on, " + whence);
    if (time > document.scene.time.until)
        throw Issue(path, found + "at most time.until = " + decimal_text(document.scene.time.until));
}

void check_phase(const LessonUntil& until, const SceneDocument& document, bool edited) {
    const PhaseRules rules = edited ? phase_rules(document.scene.model) : phase_rules(document.scene);
    const std::string why_not = until.phase == "alignment" ? rules.no_alignment
                                : until.phase == "heat"    ? rules.no_heat
                                : until.phase == "pairing" ? rules.no_pairing
                                                           : std::string();
    if (why_not.empty()) return;
    throw Issue("until.phase",
                "found " + in_quotes(until.phase) + ", expected a phase that this scene has: " + why_not);
}

void check_until(const LessonStep& step, const LessonPlace& place, const SceneDocument& document) {
    const LessonUntil& until = *step.until;
    const bool drawn = draws_cloud(step);
    switch (until.of) {
        case LessonUntil::Of::time:
            if (step.seek)
                check_time("until.time", until.value, *step.seek, "where the step seeks", document);
            else
                check_time("until.time", until.value, drawn ? 0 : place.from, "where the step before ends", document);
            return;
        case LessonUntil::Of::phase:
            return check_phase(until, document, edits_model(step) || (place.edited && !drawn));
        case LessonUntil::Of::merges:
            if (const auto tokens = tokens_of(document); tokens && until.value >= static_cast<double>(*tokens))
                throw Issue("until.merges", "found " + decimal_text(until.value) + ", expected fewer merges than the " +
                                                std::to_string(*tokens) + " tokens");
            return;
        case LessonUntil::Of::clusters:
        case LessonUntil::Of::seconds:
            return;
    }
}

void check_pointer(const std::string& path, const std::string& name, const SceneDocument& document) {
    constexpr std::string_view token = "token:";
    if (name == "cluster:largest" || name == "pair:closest" || find_parameter(name)) return;
    if (name.starts_with(token)) {
        const std::string_view digits = std::string_view(name).substr(token.size());
        std::int64_t index = -1;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        const bool whole = error == std::errc() && end == digits.data() + digits.size() && index >= 0;
        const std::optional<std::int64_t> tokens = tokens_of(document);
        if (!whole)
            throw Issue(path, "found " + in_quotes(name) + ", expected token: and its number from 0, as token:17");
        if (tokens && index >= *tokens)
            throw Issue(path,
                        "found " + in_quotes(name) + ", expected a token from 0 to " + std::to_string(*tokens - 1));
        return;
    }
    if (name.find(':') != std::string::npos)
        throw Issue(path, "found " + in_quotes(name) + ", expected cluster:largest, pair:closest, token:17 or a key");
    throw Issue(path, "found the unknown key " + in_quotes(name) + ", the nearest known one is " +
                          std::string(nearest_key(name)));
}

void check_pointers(const LessonStep& step, const LessonLab* lab, const SceneDocument& document) {
    for (std::size_t k = 0; k < step.point_at.size(); ++k) {
        const std::string path = "point_at." + std::to_string(k);
        if (!lab) {
            check_pointer(path, step.point_at[k], document);
            continue;
        }
        std::string_view nearest;
        if (has_setting(*lab, step.point_at[k], nearest)) continue;
        throw Issue(path, "found " + in_quotes(step.point_at[k]) + ", expected a setting of the laboratory " +
                              lab->name + ", the nearest is " + std::string(nearest));
    }
}

/// The same rules as check_twin(), with the key in the path.
void check_difference(const DocumentDiff& twin) {
    if (twin.empty())
        throw Issue("twin", "found nothing that differs from the first run, expected a key with another value");
    for (const DocumentDiff::Change& change : twin.changes())
        if (shared_by_twins(*change.parameter))
            throw Issue("twin." + std::string(change.parameter->key),
                        "found a key that runs side by side share, expected one of tokens, model, solver or steps");
}

/// Keys that only a scene has.
void check_laboratory(const LessonStep& step) {
    const auto refuse = [](bool found, const char* key) {
        if (found) throw Issue(key, "found in a laboratory, expected only in a step with a scene");
    };
    refuse(!step.set.empty(), "set");
    refuse(!step.view.empty(), "view");
    refuse(step.seek.has_value(), "seek");
    refuse(step.pace.has_value(), "pace");
    refuse(step.twin_change == TwinChange::begin, "twin");
    refuse(step.show.has_value(), "show");
    if (step.until && step.until->of != LessonUntil::Of::seconds) {
        const std::string word(until_words[static_cast<std::size_t>(step.until->of)]);
        throw Issue("until." + word, "found in a laboratory, expected until.seconds or a step with a scene");
    }
}

}  // namespace

void check_step(const LessonStep& step, const LessonPlace& place) {
    if (!place.opened && !step.scene && !step.lab)
        throw Issue("scene", "found neither a scene nor a lab, expected one of them in the first step");
    const LessonLab* const lab = step.lab ? &*step.lab : step.scene ? nullptr : place.lab;
    SceneDocument document = place.document;
    apply(step.set, document);
    if (lab) {
        check_laboratory(step);
    } else {
        if (step.seek) check_time("seek", *step.seek, 0, "", document);
        if (step.until) check_until(step, place, document);
        if (step.twin_change == TwinChange::begin) check_difference(step.twin);
    }
    check_pointers(step, lab, document);
}

void pass_step(const LessonStep& step, LessonPlace& place) {
    apply(step.set, place.document);
    apply(step.view, place.document);
    place.opened = true;
    if (step.lab || step.scene) place.lab = step.lab ? &*step.lab : nullptr;
    place.twin = step.twin_change == TwinChange::begin || (place.twin && step.twin_change == TwinChange::keep);
    if (draws_cloud(step)) {
        place.from = 0;
        place.edited = false;
    }
    place.edited = place.edited || edits_model(step);
    if (step.seek) place.from = *step.seek;
    if (step.until && step.until->of == LessonUntil::Of::time) place.from = std::max(place.from, step.until->value);
}

}  // namespace coalesce
