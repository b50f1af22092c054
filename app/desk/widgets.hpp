#pragma once

#include <imgui.h>

#include <map>
#include <string>
#include <string_view>

#include "coalesce/document/document_diff.hpp"
#include "coalesce/document/view_state.hpp"

namespace coalesce {

/// Rectangles of the widgets drawn in the last frame, by names that do not depend on layout ("model.beta",
/// "transport.play"). Scripts find widgets by them.
class WidgetMap {
  public:
    struct Rectangle {
        ImVec2 from, to;
        int frame;
        int still;  ///< number of frames since it last moved
    };
    void begin_frame() { ++frame_; }
    void add(std::string_view name, ImVec2 from, ImVec2 to);
    /// Returns a widget's rectangle; nullptr if it was not drawn in the last frame or is still moving (a layout that
    /// settles, a list that scrolls). A widget that is scrolled out of its panel is scrolled into it and found a frame
    /// later.
    const Rectangle* find(const std::string& name);
    /// Returns a widget's rectangle in this frame or the last, also while it moves; nullptr if it was not drawn.
    const Rectangle* last(const std::string& name) const;
    /// Returns the name of the widget with these corners in this frame or the last; empty if it has none.
    std::string name_at(ImVec2 from, ImVec2 to) const;
    /// Scrolls a widget that is partly hidden into view.
    void bring(const std::string& name) { wanted_ = name; }
    bool wanted(std::string_view name) const { return name == wanted_; }
    /// The name last looked for and not found: lists draw its row although it is not visible.
    const std::string& wanted() const { return wanted_; }

  private:
    std::map<std::string, Rectangle> known_;
    std::string wanted_;  ///< name last looked for and not found
    int frame_ = 0;
};
WidgetMap& widget_map();
/// Names the item just drawn and, where control_help() has a text of it, gives it that tooltip.
void name_item(std::string_view name);
/// Shows a tooltip while the mouse rests on the item just drawn and does not hold it.
void item_tooltip(std::string_view text);

/// Calls ImGui::Begin for a dockable panel; names it "panel.<name>" and its tab "tab.<name>", also while another tab
/// hides the panel.
bool begin_panel(std::string_view name, const char* title, bool* open, ImGuiWindowFlags flags = 0);

/// Dear ImGui's widgets with a name.
bool named_button(std::string_view name, const char* label, ImVec2 size = {0, 0});
bool named_selectable(std::string_view name, const char* label, bool selected);
bool named_checkbox(std::string_view name, const char* label, bool* value);

/// A text field of a path, whose bytes need not be UTF-8 (model/path_text.hpp).
bool path_input(const char* label, const char* hint, std::string& path);

/// Effect of a parameter widget in this frame.
struct EditResult {
    bool changed = false;
    bool finished = false;  ///< the gesture ended: release of a drag, Enter in a field
};

/// Range of a slider with its number in a field beside it, where the knob does not cover it. A number can be typed,
/// also beyond the slider's ends unless `clamp`. In a narrow panel only the field remains.
struct SliderRange {
    double from = 0, to = 1;
    bool logarithmic = false;
    bool whole = false;       ///< whole numbers only
    bool clamp = false;       ///< a typed number is clamped to the range
    float number = 5.4f;      ///< width of the number's field, ems: eight digits
    std::string_view unit{};  ///< text behind the number
    std::string_view zero{};  ///< text in place of 0
};
/// Draws slider and field within the next item's width. The slider is named `name`, its field "<name>.number".
EditResult number_slider(std::string_view name, double& value, const SliderRange& range);
/// Draws the widget that a value's declaration asks for.
EditResult value_widget(const ParameterSpec& parameter, ParameterValue& value);
/// Draws the widget of one parameter as declared in the table (slider and number, check box, combo or text field), its
/// label on the left, unit and help in the tooltip of label and widget. Edits `document`, the settings of a lab.
template <class Document>
EditResult parameter_widget(const BasicParameter<Document>& parameter, Document& document) {
    ParameterValue value = parameter.get(document);
    const EditResult result = value_widget(parameter, value);
    if (result.changed) parameter.set(document, value);
    return result;
}
/// Change of a document by a widget in this frame.
struct WidgetEdit {
    DocumentDiff diff;      ///< empty if nothing was changed
    bool finished = false;  ///< the gesture ended
};
WidgetEdit parameter_widget(std::string_view key, const SceneDocument& document);

/// Draws a d×d table of number fields, named "<name>.ROW.COLUMN".
EditResult matrix_widget(std::string_view name, Matrix& matrix);

/// Draws text wrapped at the window's width; a line that the window's edge would cut is left blank.
void whole_lines(const std::string& text, ImVec4 colour);
/// True if the window's edge would not cut a line of text at the cursor.
bool line_in_sight();

/// Draws "(?)" with a tooltip.
void help_marker(const char* text);
void section_title(const char* text);

}  // namespace coalesce
