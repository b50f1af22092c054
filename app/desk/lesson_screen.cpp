#include "desk/lesson_screen.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "chart/numbers.hpp"
#include "desk/lesson_lens.hpp"
#include "desk/lesson_notes.hpp"
#include "desk/lesson_rules.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/messages.hpp"
#include "desk/twins.hpp"
#include "desk/widgets.hpp"
#include "view/caption.hpp"
#include "view/hud.hpp"
#include "view/lesson_panels.hpp"
#include "view/point_at.hpp"
#include "view/system_fonts.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Shares of the window: largest of the caption's height, and width of the column beside the picture. Those of a
/// lesson's film.
constexpr float most_caption = 0.45f, column_share = 0.36f, question_share = 0.42f;
constexpr double buttons_seconds = 2.5;  ///< the buttons are shown for so long after the mouse moved

/// Holds what draws one frame of a presented lesson.
struct LessonStage {
    Desk& desk;
    const Frame& frame;
    LessonState& lesson;
    const LessonStep& step;
    std::span<const LessonPanel> panels;
    CaptionStyle style;
    LessonPlaces places;
};

ImU32 lesson_ink(ImVec4 colour, float alpha = 1) {
    colour.w *= alpha;
    return ImGui::ColorConvertFloat4ToU32(colour);
}

void name_box(const char* name, const LessonBox& box) {
    if (box.size.x > 0 && box.size.y > 0)
        widget_map().add(name, box.from, {box.from.x + box.size.x, box.from.y + box.size.y});
}

LessonNeeds needs_of(const LessonState& lesson, const LessonStep& step, std::span<const LessonPanel> panels,
                     ImVec2 window, const CaptionStyle& style, bool notes) {
    LessonNeeds needs;
    needs.caption = caption_height(lesson.lesson, window.x, style);
    needs.laboratory = lesson.lab.has_value();
    needs.timeline = timeline_height(panels);
    needs.column = has_column(panels);
    needs.question = step.question.has_value();
    if (notes) needs.notes = notes_height(lesson, window.x, style);
    return needs;
}

/// Draws the choices with the hands, and counts clicks on them.
/// @return  height of the question, points
float draw_poll(const LessonStage& stage, const LessonBox& column, bool alone) {
    const LessonQuestion& question = *stage.step.question;
    LessonPoll& poll = stage.lesson.poll;
    const float margin = stage.style.size, width = column.size.x - 2 * margin;
    const float height = question_height(question, width, stage.style);
    const float y = column.from.y + (alone ? std::max(margin, 0.5f * (column.size.y - height)) : margin);
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const QuestionState state{poll.stage() == LessonPoll::Stage::explained,
                              poll.counted() ? std::span<const int>(poll.hands()) : std::span<const int>(), 0};
    const auto rows = draw_question(list, {column.from.x + margin, y}, width, question, state, stage.style);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const ImVec2 from{rows[k].x, rows[k].y}, to{rows[k].z, rows[k].w};
        widget_map().add("lesson.choice." + std::to_string(k), from, to);
        if (!poll.asks()) continue;
        if (k == poll.selected())
            list.AddRect(from, to, lesson_ink(ImGui::GetStyle().Colors[ImGuiCol_CheckMark]), 0.3f * stage.style.size,
                         0.08f * stage.style.size);
        if (ImGui::GetIO().WantCaptureMouse || !LessonBox{from, {to.x - from.x, to.y - from.y}}.holds(mouse)) continue;
        if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) poll.add(k, 1);
        if (ImGui::IsMouseClicked(ImGuiMouseButton_Right)) poll.add(k, -1);
    }
    return y + height + margin - column.from.y;
}

/// Draws question and panels beside the picture.
void draw_beside(const LessonStage& stage) {
    const LessonBox& column = stage.places.column;
    const OpenRun& run = stage.desk.run();
    std::vector<std::span<const Measurement>> histories;
    std::vector<const Frame*> beside;
    for (const auto& each : stage.desk.runs) histories.emplace_back(each->history.rows);
    for (const auto& each : stage.desk.runs)
        if (each.get() != &run && each->frame) beside.push_back(each->frame);
    const LessonPanelState state{stage.frame, run.document,       run.shown, histories,
                                 run.heat,    stage.frame.theory, beside,    &stage.desk.twins.distances};
    float top = 0;
    if (stage.step.question) top = draw_poll(stage, column, !has_column(stage.panels) || stage.lesson.lab);
    if (stage.lesson.lab) return;
    const float rest = column.size.y - top, least = 8 * ImGui::GetFontSize();  // a lower plot has no room for labels
    if (column.size.x > 0 && rest >= least)
        draw_column({column.from.x, column.from.y + top}, {column.size.x, rest}, stage.panels, state);
    const LessonBox& strip = stage.places.timeline;
    if (strip.size.y > 0) draw_lesson_timeline(*ImGui::GetBackgroundDrawList(), strip.from, strip.size, state);
}

/// Says where the run is on its way to.
std::string under_way(const LessonState& lesson, const Frame& frame) {
    const std::string now = "t = " + number_text(frame.time);
    if (lesson.going_to) return "on the way to step " + std::to_string(*lesson.going_to + 1) + ", " + now;
    return lesson.seeking ? "on the way to t = " + number_text(*lesson.seeking) + ", " + now : "";
}

void draw_over_picture(const LessonStage& stage, const OpenRun& run, const ViewRectangle& place) {
    if (!run.frame) return;
    const Frame& frame = *run.frame;
    const ImVec2 from{place.x, place.y}, size{place.width, place.height};
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const float em = ImGui::GetFontSize();
    list.PushClipRect(from, {from.x + size.x, from.y + size.y});
    const bool failed = !frame.failure.empty();
    const std::string way = failed ? frame.failure : under_way(stage.lesson, frame);
    if (way.empty())
        draw_pointers(list, from, size, stage.step, frame, run.document, run.view_shown, stage.style);
    else
        list.AddText({from.x + 1.2f * em, from.y + 1.2f * em},
                     lesson_ink(failed ? palette::warning(stage.style.theme) : palette::faint_text(stage.style.theme)),
                     way.c_str());
    if (shows(stage.panels, LessonPanel::legend))
        draw_legend(list, {from.x + size.x - 1.2f * em, from.y + size.y - 1.2f * em}, std::min(10 * em, 0.45f * size.x),
                    frame, run.document.view, run.shown, 5);
    list.PopClipRect();
}

/// Frames the slider of a setting that the step points at.
void point_at_widget(const std::string& name, float size) {
    const WidgetMap::Rectangle* widget = widget_map().find(name);
    if (!widget) return;
    const float room = 0.25f * size;
    ImGui::GetForegroundDrawList()->AddRect(
        {widget->from.x - room, widget->from.y - room}, {widget->to.x + room, widget->to.y + room},
        lesson_ink(ImGui::GetStyle().Colors[ImGuiCol_CheckMark]), room, 0.1f * size);
}

void draw_laboratory(const LessonStage& stage) {
    if (!stage.desk.lesson_lab) return;
    const LessonBox& box = stage.places.picture;
    ImGui::SetNextWindowPos(box.from);
    ImGui::SetNextWindowSize(box.size);
    ImGui::Begin("##lesson laboratory", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoDocking |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBringToFrontOnFocus);
    stage.desk.lesson_lab->advance(ImGui::GetIO().DeltaTime);
    stage.desk.lesson_lab->draw(stage.style.theme);
    for (const std::string& target : stage.step.point_at) point_at_widget(target, stage.style.size);
    ImGui::End();
}

/// Draws the buttons in the upper right corner while the mouse moves.
void draw_buttons(const LessonStage& stage) {
    if (stage.desk.mouse_still > buttons_seconds || stage.lesson.black) return;
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const float em = ImGui::GetFontSize();
    ImGui::SetNextWindowPos({viewport->Pos.x + viewport->Size.x - 0.8f * em, viewport->Pos.y + 0.8f * em},
                            ImGuiCond_Always, {1, 0});
    ImGui::Begin("##lesson buttons", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav |
                     ImGuiWindowFlags_NoMove);
    const auto button = [&](const char* name, const char* label, const char* help, void (*action)(Desk&)) {
        if (named_button(name, label)) stage.desk.next_frame.emplace_back(action);
        ImGui::SetItemTooltip("%s", help);
        ImGui::SameLine();
    };
    button("lesson.previous", "‹", "The step before, as it was: ←", previous_step);
    button("lesson.next", "›", "Goes on: Space", next_step);
    button("lesson.your_turn", "Your turn", "Opens all controls on a copy of this state: Y", take_turn);
    button("lesson.leave", "Leave", "Shows what was open before the lesson: Esc", leave_lesson);
    ImGui::NewLine();
    ImGui::End();
}

ViewRectangle picture_of(const LessonStage& stage) {
    const LessonBox& box = stage.places.picture;
    ViewRectangle view{box.from.x, box.from.y, box.size.x, box.size.y};
    view.hovered = !ImGui::GetIO().WantCaptureMouse && box.holds(ImGui::GetIO().MousePos);
    view.covered = true;  // a lens, or a button, may lie over it
    view.shown = stage.desk.run().view_shown;
    view.shown.theory = overlays_theory(view.shown, stage.panels);
    if (stage.lesson.lab) view.width = view.height = 0;
    return view;
}

/// Draws over the pictures of the runs, or the laboratory in their place.
void draw_pictures(const LessonStage& stage, const std::vector<RunPlace>& places) {
    if (stage.lesson.lab) return draw_laboratory(stage);
    for (std::size_t k = 0; k < places.size(); ++k) draw_over_picture(stage, *stage.desk.runs[k], places[k].picture);
    draw_run_names(stage.desk, places);
}

void draw_stage(const LessonStage& stage) {
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    draw_beside(stage);
    const LessonBox& below = stage.places.caption;
    draw_caption(list, below.from, below.size, caption_of(stage.lesson.lesson, stage.lesson.shown_step()), stage.style);
    if (stage.places.notes.size.y > 0)
        draw_notes(list, stage.places.notes.from, stage.places.notes.size, stage.lesson, stage.style);
    name_box("lesson.picture", stage.places.picture);
    name_box("view", stage.places.picture);
    name_box("lesson.column", stage.places.column);
    name_box("lesson.timeline", stage.places.timeline);
    name_box("lesson.notes", stage.places.notes);
    name_box("lesson.caption", below);
}

}  // namespace

LessonPlaces place_lesson(ImVec2 window, const LessonNeeds& needs) {
    LessonPlaces places;
    const float caption = std::min(needs.caption, most_caption * window.y);
    const float below = caption + std::min(needs.notes, 0.5f * (window.y - caption));
    const float room = window.y - below;
    const float strip = needs.laboratory ? 0 : std::min(needs.timeline, 0.4f * room);
    const bool column = needs.column && !needs.laboratory;
    const float beside = (needs.question ? question_share : column ? column_share : 0) * window.x;
    places.picture = {{0, 0}, {window.x - beside, room - strip}};
    places.timeline = {{0, room - strip}, {window.x - beside, strip}};
    places.column = {{window.x - beside, 0}, {beside, room}};
    places.caption = {{0, room}, {window.x, caption}};
    places.notes = {{0, room + caption}, {window.x, below - caption}};
    return places;
}

std::vector<RunPlace> draw_presentation(Desk& desk, const Frame& frame) {
    LessonState& lesson = *desk.lesson;
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const ImVec2 window = viewport->Size;
    const CaptionStyle style = caption_style(window.x, window.y, desk.settings.theme);
    const LessonStep& step = lesson.lesson.steps[lesson.shown_step()];
    const auto panels = panels_in(lesson.lesson, lesson.shown_step());
    const bool strip = lesson.notes && !desk.notes_elsewhere;
    const LessonPlaces places = place_lesson(window, needs_of(lesson, step, panels, window, style, strip));
    const LessonStage stage{desk, frame, lesson, step, panels, style, places};
    std::vector<RunPlace> pictures = run_places(desk, picture_of(stage));
    for (RunPlace& each : pictures) each.picture.shown.theory = overlays_theory(each.picture.shown, panels);
    draw_pictures(stage, pictures);
    draw_stage(stage);
    std::size_t under = 0;
    const ViewRectangle& seen = place_under_mouse(desk, pictures, under).picture;
    draw_lens(desk, {seen.x, seen.y}, {seen.width, seen.height});
    draw_buttons(stage);
    draw_help_sheet(desk);
    follow_recording(desk);
    draw_messages_on_wall(desk);
    if (lesson.black)
        ImGui::GetForegroundDrawList()->AddRectFilled(
            viewport->Pos, {viewport->Pos.x + window.x, viewport->Pos.y + window.y}, IM_COL32(0, 0, 0, 255));
    return pictures;
}

}  // namespace coalesce
