#include "desk/script_quantities.hpp"

#include <imgui.h>
#include <imgui_internal.h>  // stack of open menus and dialogues

#include <algorithm>
#include <functional>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/diagram_panel.hpp"
#include "desk/lesson_editor.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/panels.hpp"
#include "desk/script_values.hpp"
#include "desk/twins.hpp"
#include "view/time_scale.hpp"

namespace coalesce {
namespace {

/// Names the action that waits for an answer: "quit", a scene, "recording", "lesson" or "nothing".
std::string asking(const Desk& desk) {
    if (desk.leaving.state() == LeaveQuestion::State::recording) return "recording";
    if (desk.lesson_editor.asked) return "lesson";
    if (desk.leaving.state() != LeaveQuestion::State::asking) return "nothing";
    const Intent& intent = desk.leaving.intent();
    return intent.kind == Intent::Kind::quit ? "quit" : shown_path(intent.scene);
}

std::string yes_or_no(bool value) {
    return value ? "true" : "false";
}

/// A quantity of the lesson that is open; "none" where there is none.
std::string lesson_quantity(const std::string& name, const Desk& desk) {
    if (!desk.lesson) return "none";
    const LessonState& lesson = *desk.lesson;
    if (name == "title") return lesson.lesson.title;
    if (name == "step") return std::to_string(lesson.step + 1);
    if (name == "steps") return std::to_string(lesson.lesson.steps.size());
    if (name == "step_title") return lesson.present().title;
    if (name == "mode")
        return presenting(desk)     ? "presenting"
               : step_arrives(desk) ? "arriving"
               : on_your_turn(desk) ? "yours"
                                    : "left";
    if (name == "complete") return yes_or_no(lesson.complete);
    if (name == "eased") return yes_or_no(lesson.eased);
    if (name == "question")
        return !lesson.present().question                           ? "none"
               : lesson.poll.asks()                                 ? "asked"
               : lesson.poll.stage() == LessonPoll::Stage::answered ? "answered"
                                                                    : "explained";
    if (name == "hands") {
        std::string all;
        for (const int hands : lesson.poll.hands()) {
            if (!all.empty()) all.push_back(' ');
            all += std::to_string(hands);
        }
        return all;
    }
    if (name == "black") return yes_or_no(lesson.black);
    if (name == "notes") return !lesson.notes ? "none" : desk.notes_elsewhere ? "window" : "strip";
    if (name == "lens")
        return lesson.lens == LessonState::Lens::none        ? "none"
               : lesson.lens == LessonState::Lens::spotlight ? "spotlight"
                                                             : "magnifier";
    throw InputError("script: found the quantity 'lesson." + name + "', expected one of desk/script.hpp");
}

/// A quantity of a laboratory in sight: that of the presented step, or the open one.
std::string lab_quantity(std::string_view name, const Desk& desk, const LabWorkspace& lab) {
    const bool presented = presenting(desk) && desk.lesson_lab && desk.lesson->lab->name == lab.name;
    if (presented) return desk.lesson_lab->quantity(name);
    return lab.open ? lab.panel->quantity(name) : "closed";
}

}  // namespace

bool settled(const Desk& desk, const Frame& frame) {
    const auto answered = [](const Frame& shown, const OpenRun& run) {
        return shown.settled && shown.commands == run.simulation->sent();
    };
    const auto others = [&](const auto& run) {
        return run.get() == &desk.run() || (run->frame && answered(*run->frame, *run));
    };
    return answered(frame, desk.run()) && std::all_of(desk.runs.begin(), desk.runs.end(), others) && !desk.animating;
}

std::string script_quantity(const std::string& name, const Desk& desk, const Frame& frame) {
    if (name == "time") return script_text(frame.time);
    if (name == "steps") return std::to_string(frame.steps);
    if (name == "tokens") return std::to_string(frame.size());
    if (name == "positions")
        return std::to_string(std::hash<std::string_view>{}(
            {reinterpret_cast<const char*>(frame.positions.data()), sizeof(float) * frame.positions.size()}));
    if (name == "clusters") return std::to_string(frame.now.clusters);
    if (const Phase* phase = phase_at(frame.phases, frame.time); name == "phase") return phase ? phase->name : "";
    if (name == "phases") return std::to_string(frame.phases.size());
    if (name == "merges") return std::to_string(frame.merges.size());
    if (name == "branches") return std::to_string(frame.lineage.size());
    if (name == "known") return script_text(frame.known_until);
    if (name == "log") return desk.run().log_time ? "true" : "false";
    if (name == "settled") return settled(desk, frame) ? "true" : "false";
    if (name == "playing") return desk.run().playing ? "true" : "false";
    if (name == "messages") return std::to_string(desk.messages.size());
    if (name == "message") return desk.messages.empty() ? "" : desk.messages.back().text;
    if (name == "recorded") return desk.recorder.process ? "running" : desk.recorder.outcome;
    if (name == "record.path") return desk.recorder.settings.path;
    if (name == "undo") return desk.run().edits.can_undo() ? desk.run().edits.undo_name() : "";
    if (name == "scene") return shown_path(desk.run().edits.origin());
    if (name == "title") return desk.title;
    if (name == "modified") return modified(desk) ? "true" : "false";
    if (name == "asking") return asking(desk);
    if (name == "dialogue")
        return desk.files.visible()      ? "files"
               : desk.open.record        ? "record"
               : desk.panel_picture.open ? "picture"
               : desk.open.help          ? "help"
                                         : "none";
    if (name == "pins") return std::to_string(desk.run().pins.tokens.size());
    if (name == "pin") return desk.run().pins.shown() ? std::to_string(desk.run().pins.shown()->number) : "none";
    if (name == "attended") return desk.run().pins.row ? script_text(desk.run().pins.row->effective) : "unknown";
    if (name == "pending") return std::to_string(desk.run().pending.size());
    if (name == "ended") return frame.ended ? "true" : "false";
    if (name == "rows") return std::to_string(desk.run().history.rows.size());
    if (name == "first_row")
        return desk.run().history.rows.empty() ? "none" : script_text(desk.run().history.rows.front().time);
    if (name == "axis.from") return script_text(shown_times(desk, frame).from);
    if (name == "axis.to") return script_text(shown_times(desk, frame).to);
    if (name == "popups") return std::to_string(ImGui::GetCurrentContext()->OpenPopupStack.Size);
    if (name == "panel.scenes") return desk.open.scenes ? "open" : "closed";
    if (name == "panel.tokens") return desk.open.tokens ? "open" : "closed";
    if (name == "actions") return std::to_string(desk.actions);
    if (name.starts_with("diagram.")) return desk.diagram ? desk.diagram->quantity(name.substr(8)) : "none";
    if (name.starts_with("editor.")) return editor_quantity(name.substr(7), desk);
    if (name.starts_with("lesson.")) return lesson_quantity(name.substr(7), desk);
    if (name == "welcome") return desk.welcome.open ? "open" : "closed";
    if (name == "welcome.door") return std::to_string(desk.welcome.door + 1);
    if (name == "welcome.row") return std::to_string(desk.welcome.row + 1);
    if (name == "theorem") return desk.theorem.open ? desk.theorem.row : "none";
    if (name == "fullscreen") return yes_or_no(desk.fullscreen);
    if (name == "chrome") return desk.open.chrome ? "true" : "false";
    if (std::string found; twin_quantity(name, desk, found)) return found;
    for (const LabWorkspace& lab : desk.labs)
        if (const std::string prefix = "lab." + std::string(lab.name) + "."; name.starts_with(prefix))
            return lab_quantity(std::string_view(name).substr(prefix.size()), desk, lab);
    if (const Parameter* parameter = find_parameter(name)) return script_text(parameter->get(desk.run().document));
    throw InputError("script: found the quantity '" + name +
                     "', expected one of desk/script.hpp or a key of the scene file");
}

}  // namespace coalesce
