#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "desk/desk.hpp"

namespace coalesce {

// Widgets of the lesson editor. Each is named for scripts and says in a tooltip what it does for the audience.

/// Draws a label whose tooltip is `sentence`, and leaves the cursor where its widget begins, in the same row.
void field_label(const char* label, const char* sentence);
/// Puts the next button into the same row, if one with that label fits there.
void beside_if_fits(const char* label);
/// Draws a button.
bool editor_button(const char* name, const char* label, const char* sentence);
/// True if a text field's change of this frame comes from Escape, by which Dear ImGui takes back all that was typed
/// since the field got the focus. The editor keeps it: captions are long, and undo takes back.
bool reverted();
/// Draws a text field; with several `lines` one that breaks its text at its width.
/// @return  true if the text was changed
bool text_field(const char* name, const char* label, const char* sentence, std::string& text, int lines = 1);
/// Draws a field for a number.
/// @return  true if it was changed to another number that is at least `least`
bool number_entry(const char* name, double& value, double least, const char* sentence);
/// Draws a list to choose from.
/// @return  true if another one was chosen
bool choice_field(const char* name, std::span<const std::string> choices, std::size_t& chosen, const char* sentence);
/// Draws a header that opens and closes a section.
bool section(const char* name, const char* title, bool opened, const char* sentence);
/// Draws lines in the colour of warnings.
void warning_line(const std::string& text, Theme theme);

// Parts of the panel, in lesson_editor_NAME.cpp.
/// The list of steps, with buttons that move, copy and delete them.
void draw_step_list(Desk& desk);
/// Title, caption and notes of the selected step.
void draw_step_texts(Desk& desk);
/// The scene, changes and twin of the selected step.
void draw_step_scene(Desk& desk);
/// When it begins, how it moves, until when.
void draw_step_run(Desk& desk);
/// Draws the choice of what stands beside the picture, and of what is pointed at.
void draw_step_surroundings(Desk& desk);
void draw_step_question(Desk& desk);
void draw_step_laboratory(Desk& desk);

}  // namespace coalesce
