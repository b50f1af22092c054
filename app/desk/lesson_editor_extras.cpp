// Fields of the lesson editor: what stands beside a step's picture, its question, its laboratory.
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "coalesce/model/settings.hpp"
#include "coalesce/studies/equiangular_lab.hpp"
#include "coalesce/studies/infinite_width.hpp"
#include "coalesce/studies/single_location.hpp"
#include "desk/lesson_editor_fields.hpp"
#include "desk/lesson_rules.hpp"
#include "desk/widgets.hpp"
#include "formula/text.hpp"
#include "view/typeset.hpp"

namespace coalesce {
namespace {

struct PanelWords {
    LessonPanel panel;
    const char *name, *label, *sentence;
};
constexpr PanelWords panel_choices[] = {
    {LessonPanel::timeline, "timeline", "Timeline", "Phases and merges along the time, below the picture."},
    {LessonPanel::energy, "energy", "Energy", "The energy over time, beside the picture."},
    {LessonPanel::histogram, "histogram", "Histogram",
     "The density of the tokens, with the heat limit where it holds."},
    {LessonPanel::tree, "tree", "Merge tree", "Which clusters met when."},
    {LessonPanel::theory, "theory", "Theory", "The limit theorems that hold here, with their measured error."},
    {LessonPanel::legend, "legend", "Legend", "What the colours of the tokens mean, in a corner of the picture."},
};

/// Draws a tick for every panel; the first one that is set gives the step panels of its own.
void draw_show(LessonDraft& draft) {
    const auto before = panels_in(draft.lesson(), draft.selected());
    std::vector<LessonPanel> panels(before.begin(), before.end());
    const auto show = [&](const std::optional<std::vector<LessonPanel>>& shown) {
        draft.edit_shown("panels", [&](LessonStep& step) { step.show = shown; });
    };
    for (const PanelWords& choice : panel_choices) {
        bool shown = std::find(panels.begin(), panels.end(), choice.panel) != panels.end();
        const bool second = (&choice - panel_choices) % 2 == 1;
        if (second) ImGui::SameLine(0.5f * ImGui::GetWindowWidth());
        if (named_checkbox(std::string("editor.show.") + choice.name, choice.label, &shown)) {
            if (shown)
                panels.push_back(choice.panel);
            else
                std::erase(panels, choice.panel);
            show(panels);
        }
        item_tooltip(choice.sentence);
    }
    if (draft.selected() == 0) return;
    if (!draft.step().show) return ImGui::TextDisabled("As in step %d.", static_cast<int>(draft.selected()));
    const std::string label = "As in step " + std::to_string(draft.selected());
    if (editor_button("editor.show.before", label.c_str(),
                      "Shows the panels of the step before; later steps keep theirs."))
        show(std::nullopt);
}

/// Something that a step can point at.
struct Target {
    std::string name, label;
};

template <class Document>
void add_keys(std::span<const BasicParameter<Document>> table, std::vector<Target>& targets) {
    for (const BasicParameter<Document>& parameter : table) {
        const std::string key(parameter.key);
        if (!key.starts_with("view.")) targets.push_back({key, typeset(parameter.label) + "  (" + key + ")"});
    }
}

/// Calls `action` with the laboratory's table of settings.
template <class Action>
auto with_lab_table(std::string_view lab, const Action& action) {
    if (lab == "single-location") return action(single_location_parameters());
    if (lab == "infinite-width") return action(infinite_width_parameters());
    return action(equiangular_parameters());
}

std::vector<Target> targets_of(const Desk& desk) {
    const LessonDraft& draft = desk.lesson_editor.draft;
    std::vector<Target> targets;
    if (const LessonLab* lab = lab_in(draft.lesson(), draft.selected())) {
        with_lab_table(lab->name, [&](auto table) { add_keys(table, targets); });
        return targets;
    }
    targets = {{"cluster:largest", "the largest cluster"}, {"pair:closest", "the closest pair of clusters"}};
    for (const auto& pin : desk.run().pins.tokens) {
        const std::string number = std::to_string(pin.number);
        targets.push_back({"token:" + number, "token " + number + ", which is pinned"});
    }
    add_keys(parameters(), targets);
    return targets;
}

void draw_point_at(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    constexpr const char* help =
        "Rings and names that lead the eye: a cluster, a pair, a token that is pinned in the picture, or a setting.";
    const std::vector<std::string> pointers = draft.step().point_at;
    for (std::size_t k = 0; k < pointers.size(); ++k) {
        const std::string name = "editor.point_at." + std::to_string(k);
        if (editor_button(name.c_str(), ("×##point" + std::to_string(k)).c_str(), "Points at it no more."))
            draft.edit_step("pointers", [&](LessonStep& step) {
                step.point_at.erase(step.point_at.begin() + static_cast<std::ptrdiff_t>(k));
            });
        ImGui::SameLine();
        ImGui::TextUnformatted(pointers[k].c_str());
    }
    field_label("Point at", help);
    const bool open = ImGui::BeginCombo("##point at", "add…");
    name_item("editor.point_at");
    if (!open) return item_tooltip(help);
    for (const Target& target : targets_of(desk)) {
        const bool there = std::find(pointers.begin(), pointers.end(), target.name) != pointers.end();
        if (named_selectable("editor.point_at." + target.name, target.label.c_str(), there) && !there)
            draft.edit_step("pointers", [&](LessonStep& step) { step.point_at.push_back(target.name); });
    }
    ImGui::EndCombo();
}

/// Says which choice is the right one.
void draw_right_answer(const LessonQuestion& question) {
    const std::string words = formula::plain(question.choices[question.answer]);
    std::string line = "Right answer: choice " + std::to_string(question.answer + 1);
    if (!words.empty()) line += ", “" + words + "”";
    ImGui::TextWrapped("%s. A click on the circle of another makes that the right one.", visual_order(line).c_str());
    name_item("editor.answer");
}

/// Draws the choices, each with a mark at the right one.
/// @return  true if one was changed
bool draw_choices(LessonQuestion& question, Theme theme) {
    bool changed = false;
    std::optional<std::size_t> out;
    for (std::size_t k = 0; k < question.choices.size(); ++k) {
        ImGui::PushID(static_cast<int>(k));
        if (ImGui::RadioButton("##right", question.answer == k)) {
            question.answer = k;
            changed = true;
        }
        name_item("editor.answer." + std::to_string(k));
        item_tooltip("Marks the right choice.");
        ImGui::SameLine();
        const bool more = question.choices.size() > 2;
        ImGui::SetNextItemWidth(more ? -2.2f * ImGui::GetFontSize() : -FLT_MIN);
        const std::string hint = "choice " + std::to_string(k + 1);
        changed |= ImGui::InputTextWithHint("##choice", hint.c_str(), &question.choices[k]) && !reverted();
        name_item("editor.choice." + std::to_string(k));
        item_tooltip("An answer from which the audience chooses; formulas may be in it.");
        if (more) {
            ImGui::SameLine();
            if (editor_button(("editor.choice.out." + std::to_string(k)).c_str(), "×", "Takes the choice out."))
                out = k;
        }
        for (const std::string& problem : formula::problems(question.choices[k])) warning_line(problem, theme);
        ImGui::PopID();
    }
    if (!out) return changed;
    question.choices.erase(question.choices.begin() + static_cast<std::ptrdiff_t>(*out));
    if (question.answer > *out || question.answer == question.choices.size()) --question.answer;
    return true;
}

/// Opens the laboratory in place of what the step shows, with the settings that it has on the desk; steps after it keep
/// theirs.
/// @param lab  null: none
void choose_lab(LessonDraft& draft, const LabWorkspace* lab) {
    draft.edit_shown("laboratory", [&](LessonStep& step) {
        LessonStep changed;
        changed.title = step.title;
        changed.caption = step.caption;
        changed.notes = step.notes;
        changed.question = step.question;
        if (step.until && step.until->of == LessonUntil::Of::seconds) changed.until = step.until;
        if (lab)
            changed.lab =
                LessonLab{std::string(lab->name), lab->panel ? lab->panel->settings() : std::vector<Assignment>()};
        step = changed;
    });
}

template <class Settings>
bool lab_fields(std::span<const BasicParameter<Settings>> table, LessonLab& lab) {
    Settings settings;
    assign(table, lab.set, settings);
    if (!lab_settings(table, settings)) return false;
    lab.set = assignments_of(table, settings);
    return true;
}

}  // namespace

void draw_step_surroundings(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    if (!section("editor.section.beside", "Beside the picture", true,
                 "Panels that the audience sees with the picture, and what is pointed at."))
        return;
    if (!lab_in(draft.lesson(), draft.selected())) draw_show(draft);
    draw_point_at(desk);
}

void draw_step_question(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    if (!section("editor.section.question", "Question", draft.step().question.has_value(),
                 "A question before the step runs: the audience votes, and the run answers."))
        return;
    bool asks = draft.step().question.has_value();
    if (named_checkbox("editor.question", "Asks a question", &asks))
        draft.edit_step("question", [&](LessonStep& step) {
            step.question = asks ? std::optional(LessonQuestion{"", {"", ""}, 0, ""}) : std::nullopt;
        });
    item_tooltip("The step holds its changes and its run until the audience has chosen.");
    if (!draft.step().question) return;
    LessonQuestion question = *draft.step().question;
    bool changed = text_field("editor.question.text", "Question", "What the audience is asked.", question.text, 2);
    draw_right_answer(question);
    changed |= draw_choices(question, desk.settings.theme);
    if (editor_button("editor.choice.add", "Another choice", "Adds an answer to choose from.")) {
        question.choices.emplace_back();
        changed = true;
    }
    changed |= text_field("editor.question.why", "Why", "Said once the run has answered: the reason.", question.why, 2);
    for (const std::string* text : {&question.text, &question.why})
        for (const std::string& problem : formula::problems(*text)) warning_line(problem, desk.settings.theme);
    if (changed) draft.edit_step("question", [&](LessonStep& step) { step.question = question; });
}

void draw_step_laboratory(Desk& desk) {
    LessonDraft& draft = desk.lesson_editor.draft;
    constexpr const char* help = "A laboratory in place of the scene, with settings of its own.";
    if (!section("editor.section.lab", "Laboratory", draft.step().lab.has_value(), help)) return;
    std::vector<std::string> labs{"none"};
    std::size_t chosen = 0;
    for (const LabWorkspace& lab : desk.labs) {
        if (draft.step().lab && draft.step().lab->name == lab.name) chosen = labs.size();
        labs.emplace_back(lab.title);
    }
    field_label("Opens", help);
    if (choice_field("editor.lab", labs, chosen, help))
        choose_lab(draft, chosen == 0 ? nullptr : &desk.labs[chosen - 1]);
    if (!draft.step().lab) return;
    LessonLab lab = *draft.step().lab;
    if (with_lab_table(lab.name, [&](auto table) { return lab_fields(table, lab); }))
        draft.edit_step("laboratory", [&](LessonStep& step) { step.lab = lab; });
}

}  // namespace coalesce
