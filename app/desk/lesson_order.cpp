#include "desk/lesson_order.hpp"

#include <algorithm>

#include "desk/lesson_rules.hpp"

namespace coalesce {
namespace {

bool is_display(const Parameter& parameter) {
    return parameter.key.starts_with("view.");
}

/// True if a step can go on from the step before it to that document, rather than open a scene.
bool can_go_on(const Lesson& lesson, std::size_t index, const SceneDocument& document) {
    if (index == 0 || lab_in(lesson, index - 1)) return false;
    const SceneDocument before = document_after(lesson, index - 1);
    const bool draws = !lesson.steps[index].set.empty() && lesson.steps[index].set.effect() == Effect::new_cloud;
    return before.scene.dimension == document.scene.dimension && before.scene.name == document.scene.name &&
           before.scene.events == document.scene.events && (draws || before.scene.tokens == document.scene.tokens);
}

void open_again(LessonStep& step, const ShownStep& shown) {
    step.over = 0;  // nothing was there from which to ease
    step.set = step.view = {};
    const bool named = shown.scene->scene.dimension == shown.document.scene.dimension;
    step.scene_name = named ? shown.scene_name : std::nullopt;
    step.scene = named ? *shown.scene : shown.document;
    set_change(*step.scene, shown.document, step);
}

void keep_scene(Lesson& lesson, std::size_t index, const ShownStep& shown) {
    LessonStep& step = lesson.steps[index];
    const LessonLab* const before = index > 0 ? lab_in(lesson, index - 1) : nullptr;
    if (shown.lab) {
        if (!step.lab && !(before && *before == *shown.lab)) step.lab = shown.lab;
    } else if (!step.scene && !can_go_on(lesson, index, shown.document)) {
        if (shown.scene) open_again(step, shown);
    } else if (!step.scene) {
        set_change(document_after(lesson, index - 1), shown.document, step);
    }
}

/// The same difference from another document.
DocumentDiff difference_from(const SceneDocument& document, const DocumentDiff& twin) {
    DocumentDiff diff;
    for (const DocumentDiff::Change& change : twin.changes()) diff.set(document, change.parameter->key, change.after);
    return diff;
}

void keep_twin(Lesson& lesson, std::size_t index, const std::optional<DocumentDiff>& wanted) {
    LessonStep& step = lesson.steps[index];
    const bool had = index > 0 && twin_at(lesson, index - 1);
    // Another scene ends the twin; a reader writes that into the step.
    if ((step.scene || step.lab) && had && step.twin_change == TwinChange::keep) step.twin_change = TwinChange::end;
    if (step.twin_change == TwinChange::end && !had) step.twin_change = TwinChange::keep;
    const SceneDocument document = document_after(lesson, index);
    const DocumentDiff* const now = twin_at(lesson, index);
    const DocumentDiff twin = wanted ? difference_from(document, *wanted) : DocumentDiff();
    if (twin.empty()) {
        if (!now) return;
        step.twin_change = had ? TwinChange::end : TwinChange::keep;
        step.twin = {};
    } else if (!now || difference_from(document, *now) != twin || step.twin_change == TwinChange::begin) {
        step.twin_change = TwinChange::begin;
        step.twin = twin;
    }
}

}  // namespace

ShownStep shown_step(const Lesson& lesson, std::size_t index) {
    ShownStep shown;
    shown.document = document_after(lesson, index);
    const LessonStep& opening = lesson.steps[opening_step(lesson, index)];
    shown.scene_name = opening.scene_name;
    shown.scene = opening.scene;
    if (const LessonLab* const lab = lab_in(lesson, index)) shown.lab = *lab;
    shown.pace = pace_in(lesson, index);
    shown.plays = plays_in(lesson, index);
    const auto panels = panels_in(lesson, index);
    shown.panels.assign(panels.begin(), panels.end());
    if (const DocumentDiff* const twin = twin_at(lesson, index)) shown.twin = *twin;
    return shown;
}

std::vector<ShownStep> shown_steps(const Lesson& lesson) {
    std::vector<ShownStep> all;
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) all.push_back(shown_step(lesson, k));
    return all;
}

void set_change(const SceneDocument& from, const SceneDocument& to, LessonStep& step) {
    const DocumentDiff former = step.set;
    step.set = step.view = {};
    for (const Parameter& parameter : parameters()) {
        ParameterValue value = parameter.get(to);
        if (value == parameter.get(from) || parameter.key == "view.theme") continue;
        const bool in_view = is_display(parameter) && !former.changes(parameter.key);
        (in_view ? step.view : step.set).set(from, parameter.key, std::move(value));
    }
}

void keep_shown(Lesson& lesson, std::size_t index, const ShownStep& shown) {
    keep_scene(lesson, index, shown);
    LessonStep& step = lesson.steps[index];
    keep_twin(lesson, index, shown.twin);
    if (shown.lab) return;
    if (shown.pace && pace_in(lesson, index) != shown.pace) step.pace = shown.pace;
    if (plays_in(lesson, index) != shown.plays) step.play = shown.plays;
    const auto panels = panels_in(lesson, index);
    if (!std::equal(panels.begin(), panels.end(), shown.panels.begin(), shown.panels.end())) step.show = shown.panels;
}

Lesson rearranged(const Lesson& lesson, std::span<const std::size_t> order) {
    const std::vector<ShownStep> shown = shown_steps(lesson);
    Lesson result = lesson;
    result.steps.clear();
    for (const std::size_t from : order) {
        result.steps.push_back(lesson.steps[from]);
        keep_shown(result, result.steps.size() - 1, shown[from]);
    }
    return result;
}

}  // namespace coalesce
