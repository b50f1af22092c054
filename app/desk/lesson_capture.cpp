#include "desk/lesson_capture.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "chart/numbers.hpp"
#include "desk/lesson_order.hpp"
#include "desk/lesson_rules.hpp"

namespace coalesce {
namespace {

/// Seconds in which a change is made that nobody timed: long enough for an audience to see cause and effect.
constexpr double usual_over = 2;
/// Radians and radii to which a camera that a hand moved is rounded: a pixel in a picture of a thousand.
constexpr double camera_digits = 1e3;

/// Rounds what a hand set of the camera; what is as in `from` stays.
void shorten_camera(const SceneDocument& from, SceneDocument& document) {
    const auto shorten = [](double before, double& now) {
        if (now != before) now = std::round(now * camera_digits) / camera_digits;
    };
    const ViewState& before = from.view;
    ViewState& now = document.view;
    shorten(before.yaw, now.yaw);
    shorten(before.pitch, now.pitch);
    shorten(before.distance, now.distance);
    for (std::size_t axis = 0; axis < now.pan.size(); ++axis) shorten(before.pan[axis], now.pan[axis]);
}

/// True if the moment has the scene and the initial cloud of the step before.
bool same_cloud(const Lesson& lesson, std::size_t index, const SceneDocument& document) {
    if (index == 0 || lab_in(lesson, index - 1)) return false;
    const Scene before = document_after(lesson, index - 1).scene;
    const Scene& now = document.scene;
    return before.dimension == now.dimension && before.name == now.name && before.tokens == now.tokens &&
           before.events == now.events;
}

/// Change of the dynamics that lies between the step before and the moment.
struct ChangeOnTheWay {
    double time = 0;
    bool one_of_several = false;
};
/// Returns the last change since the run moved as in the step before; nullopt: it never did.
std::optional<ChangeOnTheWay> change_since(const Dynamics& before, const DeskMoment& moment) {
    if (!moment.edited) return std::nullopt;
    const auto& edits = moment.edited->edits;
    std::size_t since = edits.size() + 1;  // index of the first edit after the run moved so
    if (moment.edited->first == before) since = 0;
    for (std::size_t k = 0; k < edits.size(); ++k)
        if (edits[k].dynamics == before) since = k + 1;
    if (since >= edits.size()) return std::nullopt;
    return ChangeOnTheWay{edits.back().from, since + 1 < edits.size()};
}

/// True if a step shows the cloud that its scene draws, still: what is changed then was changed at time 0.
bool shows_beginning(const Lesson& lesson, std::size_t index) {
    return opens_run(lesson, index) && lesson.steps[index].seek.value_or(0) == 0 && !plays_in(lesson, index);
}

/// Opens the scene of the moment: by its name if it is a shipped one, else as a whole, since a file may change.
void open_moment(LessonStep& step, const DeskMoment& moment) {
    SceneDocument document = moment.document;
    document.view.theme = ViewState{}.theme;
    if (is_shipped_scene(moment.origin)) {
        const SceneDocument shipped = load_scene(moment.origin);
        if (shipped.scene.dimension == document.scene.dimension && shipped.scene.name == document.scene.name) {
            step.scene_name = moment.origin;
            step.scene = shipped;
            return set_change(shipped, document, step);
        }
    }
    step.scene = std::move(document);
}

/// A condition that waits for a state of the run plays it.
bool waits_for_state(const LessonStep& step) {
    return step.until && step.until->of != LessonUntil::Of::seconds;
}

/// Makes the step go on from the one before it.
/// @return  false if the run did not come from there to the moment
bool go_on_to_moment(Lesson& lesson, std::size_t index, const DeskMoment& moment, std::vector<std::string>& left_out) {
    if (!same_cloud(lesson, index, moment.document)) return false;
    const SceneDocument before = document_after(lesson, index - 1);
    LessonStep& step = lesson.steps[index];
    step.seek = moment.time;
    const Dynamics now(moment.document.scene), then(before.scene);
    if (!(now == then)) {
        auto change = change_since(then, moment);
        if (!moment.edited && shows_beginning(lesson, index - 1)) change = ChangeOnTheWay{};
        if (!change || change->time > moment.time) return false;
        if (change->one_of_several)
            left_out.push_back(
                "The model was changed several times since the step before. This step repeats the last "
                "change, at t = " +
                number_text(change->time, 4) + ".");
        step.seek = change->time;
        if (!moment.playing && change->time < moment.time)
            step.until = LessonUntil{.of = LessonUntil::Of::time, .value = moment.time};
        // A run that went on from one change is repeated, to the bit, by the same change at once.
        set_change(before, moment.document, step);
        const bool repeats = change->time < moment.time && !change->one_of_several;
        if (step.over == 0 && !repeats && eases(step.set)) step.over = usual_over;
        return true;
    }
    set_change(before, moment.document, step);
    // A run that only went on plays on in front of the audience, to the moment.
    const auto from = end_time(lesson, index - 1);
    const bool ends_elsewhere = step.until && step.until->of != LessonUntil::Of::time;
    if (from && *from < moment.time && !moment.playing && !ends_elsewhere) {
        step.seek.reset();
        step.until = LessonUntil{.of = LessonUntil::Of::time, .value = moment.time};
    }
    return true;
}

/// Returns the part of a step that stays when it is taken anew.
LessonStep kept_of(const LessonStep& step) {
    LessonStep kept;
    kept.title = step.title;
    kept.caption = step.caption;
    kept.notes = step.notes;
    kept.over = step.over;
    kept.camera_over = step.camera_over;
    kept.until = step.until;
    kept.question = step.question;
    return kept;
}

/// Opens the laboratory of the moment, or goes on in it.
void show_lab(Lesson& lesson, std::size_t index, const LessonLab& lab) {
    LessonStep& step = lesson.steps[index];
    const LessonStep former = std::exchange(step, kept_of(step));
    const LessonStep usual;
    step.over = usual.over;
    step.camera_over = usual.camera_over;
    if (waits_for_state(step)) step.until.reset();
    ShownStep shown;
    shown.lab = lab;
    keep_shown(lesson, index, shown);
    const LessonLab* const there = lab_in(lesson, index);
    if (former.lab && there && former.lab->name == there->name) step.point_at = former.point_at;
}

/// The document from which the step's camera differs: that of the step before, or of the scene that it opens.
SceneDocument seen_before(const Lesson& lesson, std::size_t index, const DeskMoment& moment) {
    if (same_cloud(lesson, index, moment.document)) return document_after(lesson, index - 1);
    return is_shipped_scene(moment.origin) ? load_scene(moment.origin) : moment.document;
}

std::vector<std::string> show_moment(Lesson& lesson, std::size_t index, DeskMoment moment) {
    std::vector<std::string> left_out;
    if (moment.lab) {
        show_lab(lesson, index, *moment.lab);
        return left_out;
    }
    shorten_camera(seen_before(lesson, index, moment), moment.document);
    LessonStep& step = lesson.steps[index];
    const auto seen = panels_in(lesson, index);
    const std::vector<LessonPanel> panels = moment.panels.value_or(std::vector<LessonPanel>(seen.begin(), seen.end()));
    const LessonStep former = std::exchange(step, kept_of(step));
    if (!former.lab) step.point_at = former.point_at;
    if (!go_on_to_moment(lesson, index, moment, left_out)) {
        step.seek.reset();
        open_moment(step, moment);
        step.over = 0;
        if (moment.time > 0) step.seek = moment.time;
        if (moment.edited)
            left_out.emplace_back(
                "The model was changed while this run played. The step plays it with the present values from t = 0.");
    }
    const bool past =
        step.until && step.until->of == LessonUntil::Of::time && step.until->value < step.seek.value_or(0);
    if (past) step.until.reset();
    ShownStep shown;
    shown.document = moment.document;
    shown.scene = step.scene;
    shown.scene_name = step.scene_name;
    shown.pace = moment.pace;
    shown.plays = moment.playing || waits_for_state(step);
    shown.panels = panels;
    if (!moment.twins.empty()) shown.twin = moment.twins.front();
    if (moment.twins.size() > 1)
        left_out.push_back("A lesson shows two runs side by side: of the " + std::to_string(moment.twins.size() + 1) +
                           " here the first two are taken.");
    keep_shown(lesson, index, shown);
    return left_out;
}

}  // namespace

std::vector<std::string> take_moment(Lesson& lesson, std::size_t index, const DeskMoment& moment) {
    const std::vector<ShownStep> shown = shown_steps(lesson);
    std::vector<std::string> left_out = show_moment(lesson, index, moment);
    for (std::size_t k = index + 1; k < shown.size(); ++k) keep_shown(lesson, k, shown[k]);
    return left_out;
}

std::vector<std::string> insert_moment(Lesson& lesson, std::size_t index, const DeskMoment& moment) {
    const std::vector<ShownStep> shown = shown_steps(lesson);
    lesson.steps.insert(lesson.steps.begin() + static_cast<std::ptrdiff_t>(index), LessonStep{});
    std::vector<std::string> left_out = show_moment(lesson, index, moment);
    for (std::size_t k = index; k < shown.size(); ++k) keep_shown(lesson, k + 1, shown[k]);
    return left_out;
}

}  // namespace coalesce
