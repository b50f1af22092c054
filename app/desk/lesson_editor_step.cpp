// Fields of the lesson editor: what a step says, shows, and how its run moves.
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "chart/numbers.hpp"
#include "coalesce/document/twins.hpp"
#include "desk/lesson_editor_fields.hpp"
#include "desk/lesson_rules.hpp"
#include "desk/widgets.hpp"
#include "formula/text.hpp"
#include "view/caption.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

void draw_text_problems(const std::string& text, Theme theme) {
    for (const std::string& problem : formula::problems(text)) warning_line(problem, theme);
}

/// Draws title and caption as the audience will see them, in letters of the panel.
void draw_caption_preview(const LessonDraft& draft, Theme theme) {
    Caption caption = caption_of(draft.lesson(), draft.selected());
    caption.steps = 0;  // the list above says where the step is
    if (caption.title.empty() && caption.text.empty()) return;
    const CaptionStyle style{ImGui::GetFontSize(), theme};
    const float width = ImGui::GetContentRegionAvail().x, height = caption_height(caption, width, style);
    const ImVec2 from = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(from, {from.x + width, from.y + height}, ImGui::GetColorU32(ImGuiCol_FrameBg),
                       ImGui::GetStyle().FrameRounding);
    draw_caption(list, from, {width, height}, caption, style);
    ImGui::Dummy({width, height});
    name_item("editor.caption_preview");
    item_tooltip("Title and caption as the audience will see them, with their formulas.");
}

/// A slider leaves more digits than anyone reads.
std::string short_value(const DocumentDiff::Change& change) {
    const double* const real = std::get_if<double>(&change.after);
    const bool digits = real && (*real != 0 || change.parameter->zero.empty());
    return digits ? number_text(*real, 4) : value_words(*change.parameter, change.after);
}

/// Draws "β = 30" with a button that takes the change out.
/// @return  true if it was pressed
bool draw_change(const DocumentDiff::Change& change, const char* group) {
    const Parameter& parameter = *change.parameter;
    const std::string key(parameter.key);
    const bool out =
        editor_button((std::string("editor.") + group + "." + key).c_str(), ("×##" + std::string(group) + key).c_str(),
                      "Takes the change out: the step has the value of the step before. Later steps keep theirs.");
    ImGui::SameLine();
    const std::string words = typeset(parameter.label) + " = " + short_value(change);
    ImGui::TextUnformatted(elided(words, ImGui::GetContentRegionAvail().x).c_str());
    item_tooltip(key.c_str());
    return out;
}

DocumentDiff without(const DocumentDiff& diff, const Parameter* left_out) {
    DocumentDiff rest;
    for (const DocumentDiff::Change& change : diff.changes())
        if (change.parameter != left_out) rest.append(change);
    return rest;
}

void draw_changes(LessonDraft& draft, DocumentDiff LessonStep::*member, const char* group) {
    // By reference: a change of the law may list a million points.
    for (const DocumentDiff::Change& change : (draft.step().*member).changes()) {
        if (!draw_change(change, group)) continue;
        const Parameter* const out = change.parameter;
        return draft.edit_shown(std::string("value of ").append(out->key),
                                [&](LessonStep& step) { step.*member = without(step.*member, out); });
    }
}

std::string opening_words(const LessonDraft& draft) {
    const LessonStep& step = draft.step();
    if (step.lab) return "Opens the laboratory " + step.lab->name + ".";
    if (step.scene_name) return "Opens the scene " + *step.scene_name + ".";
    if (step.scene)
        return "Opens a scene of its own" +
               (step.scene->scene.name.empty() ? "." : ": " + step.scene->scene.name + ".");
    if (draft.selected() == 0) return "Opens nothing yet: take it from here.";
    return "Goes on with what step " + std::to_string(draft.selected()) + " left.";
}

void draw_seconds(LessonDraft& draft, const char* name, const char* label, double LessonStep::*member,
                  const char* sentence) {
    field_label(label, sentence);
    double seconds = draft.step().*member;
    ImGui::BeginGroup();
    const bool changed = number_slider(name, seconds, {.from = 0, .to = 10, .unit = "s"}).changed;
    ImGui::EndGroup();
    if (changed && seconds >= 0) draft.edit_step(label, [&](LessonStep& step) { step.*member = seconds; });
    item_tooltip(sentence);
}

void draw_step_twin(LessonDraft& draft) {
    const LessonStep& step = draft.step();
    if (step.twin_change == TwinChange::end) return ImGui::TextDisabled("The second run ends here.");
    if (step.twin_change != TwinChange::begin) return;
    ImGui::TextDisabled("Beside it a second run with");
    draw_changes(draft, &LessonStep::twin, "twin");
    if (draft.step().twin.empty())
        draft.edit_shown("second run", [](LessonStep& changed) { changed.twin_change = TwinChange::keep; });
}

void draw_seek(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    constexpr const char* help =
        "Simulated time at which the step begins; without it the run goes on from where it is.";
    field_label("Begins at t", help);
    bool given = draft.step().seek.has_value();
    if (named_checkbox("editor.seek.given", "##seek", &given))
        draft.edit_step("time", [&](LessonStep& step) {
            step.seek = given ? std::optional(desk.lesson_editor.time) : std::nullopt;
        });
    item_tooltip(help);
    if (!draft.step().seek) return;
    ImGui::SameLine();
    ImGui::SetNextItemWidth(-FLT_MIN);
    double time = *draft.step().seek;
    if (number_entry("editor.seek", time, 0, help))
        draft.edit_step("time", [&](LessonStep& step) { step.seek = time; });
}

void draw_play(LessonDraft& draft) {
    constexpr const char* help = "Whether the tokens move in this step, or stand still.";
    const bool plays = plays_in(draft.lesson(), draft.selected());
    const std::string before =
        std::string(draft.selected() > 0 ? "as before: " : "not said: ") + (plays ? "move" : "stand still");
    const std::string choices[] = {before, "move", "stand still"};
    std::size_t chosen = !draft.step().play ? 0 : *draft.step().play ? 1 : 2;
    field_label("Tokens", help);
    if (choice_field("editor.play", choices, chosen, help))
        draft.edit_step("motion",
                        [&](LessonStep& step) { step.play = chosen == 0 ? std::nullopt : std::optional(chosen == 1); });
}

void draw_pace(LessonDraft& draft) {
    constexpr const char* help = "How fast simulated time passes in front of the audience.";
    const std::string choices[] = {"as before", "steps / frame", "time / second", "unlimited", "decades / second"};
    const std::optional<Pace> pace = draft.step().pace;
    std::size_t chosen = pace ? 1 + static_cast<std::size_t>(pace->kind) : 0;
    field_label("Pace", help);
    if (choice_field("editor.pace", choices, chosen, help))
        draft.edit_step("pace", [&](LessonStep& step) {
            step.pace = chosen == 0 ? std::nullopt : std::optional(Pace{static_cast<Pace::Kind>(chosen - 1), 1});
        });
    if (!draft.step().pace || draft.step().pace->kind == Pace::Kind::unlimited) return;
    Pace changed = *draft.step().pace;
    field_label("", help);
    if (number_entry("editor.pace.value", changed.value, 1e-9, help))
        draft.edit_step("pace", [&](LessonStep& step) { step.pace = changed; });
}

/// Value that a condition has at first: of a time, what the run shows would do as well as any.
LessonUntil first_until(LessonUntil::Of of, const LessonStep& step) {
    switch (of) {
        case LessonUntil::Of::time:
            return {.of = of, .value = step.seek.value_or(0) + 10};
        case LessonUntil::Of::phase:
            return {.of = of, .phase = std::string(phase_words[0])};
        case LessonUntil::Of::seconds:
            return {.of = of, .value = 8};
        case LessonUntil::Of::merges:
        case LessonUntil::Of::clusters:
            break;
    }
    return {.of = of, .value = 1};
}

void draw_until_value(LessonDraft& draft, const char* help) {
    constexpr const char* values[] = {"Time", "Phase", "Merges", "Clusters", "Seconds"};
    LessonUntil until = *draft.step().until;
    const auto changed = [&] { draft.edit_step("pause", [&](LessonStep& step) { step.until = until; }); };
    field_label(values[static_cast<std::size_t>(until.of)], help);
    if (until.of == LessonUntil::Of::phase) {
        const std::vector<std::string> names(std::begin(phase_words), std::end(phase_words));
        auto chosen = static_cast<std::size_t>(std::find(names.begin(), names.end(), until.phase) - names.begin());
        if (!choice_field("editor.until.phase", names, chosen, help)) return;
        until.phase = phase_words[chosen];
        return changed();
    }
    const bool whole = until.of == LessonUntil::Of::merges || until.of == LessonUntil::Of::clusters;
    const double least = whole ? 1 : until.of == LessonUntil::Of::seconds ? 1e-3 : 0;
    if (!number_entry("editor.until.value", until.value, least, help)) return;
    if (whole) until.value = std::floor(until.value);
    changed();
}

void draw_until(LessonDraft& draft) {
    constexpr const char* help =
        "What the step waits for: the run pauses there, and the audience has time to look. A film goes on then.";
    const std::string choices[] = {"never",        "at a time",          "at a phase",
                                   "after merges", "at so few clusters", "after seconds"};
    const std::optional<LessonUntil> until = draft.step().until;
    std::size_t chosen = until ? 1 + static_cast<std::size_t>(until->of) : 0;
    field_label("Pauses", help);
    if (choice_field("editor.until", choices, chosen, help))
        draft.edit_step("pause", [&](LessonStep& step) {
            step.until =
                chosen == 0 ? std::nullopt : std::optional(first_until(static_cast<LessonUntil::Of>(chosen - 1), step));
        });
    if (draft.step().until) draw_until_value(draft, help);
}

}  // namespace

void draw_step_texts(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    const Theme theme = desk.settings.theme;
    section_title(("Step " + std::to_string(draft.selected() + 1)).c_str());
    std::string title = draft.step().title;
    if (text_field("editor.step_title", "Title", "Large words above the caption.", title))
        draft.edit_step("title", [&](LessonStep& step) { step.title = title; });
    draw_text_problems(title, theme);
    std::string caption = draft.step().caption;
    if (text_field(
            "editor.caption", "Caption",
            "What the audience reads below the picture: one to three sentences. *word* stands out, $\\beta$ is a "
            "formula.",
            caption, 4))
        draft.edit_step("caption", [&](LessonStep& step) { step.caption = caption; });
    draw_text_problems(caption, theme);
    draw_caption_preview(draft, theme);
    std::string notes = draft.step().notes;
    if (text_field("editor.notes", "Notes", "For the lecturer alone: N shows them on a second screen.", notes, 3))
        draft.edit_step("notes", [&](LessonStep& step) { step.notes = notes; });
}

void draw_step_scene(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    if (!section("editor.section.scene", "What it shows", true, "The scene of the step, and what it changes there."))
        return;
    ImGui::TextWrapped("%s", opening_words(draft).c_str());
    if (lab_in(draft.lesson(), draft.selected())) return;
    draw_changes(draft, &LessonStep::set, "set");
    draw_changes(draft, &LessonStep::view, "view");
    draw_step_twin(draft);
    draw_seconds(draft, "editor.over", "Changes take", &LessonStep::over,
                 "Seconds in which the settings move to their new values, so that the audience sees the cause.");
    draw_seconds(draft, "editor.camera_over", "Camera takes", &LessonStep::camera_over,
                 "Seconds in which the camera moves to its new place.");
}

void draw_step_run(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    if (!section("editor.section.run", "How it moves", true,
                 "When the step begins, how fast it goes, where it pauses."))
        return;
    if (lab_in(draft.lesson(), draft.selected())) {
        draw_until(draft);
        return;
    }
    draw_seek(desk);
    draw_play(draft);
    draw_pace(draft);
    draw_until(draft);
}

}  // namespace coalesce
