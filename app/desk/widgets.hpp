#pragma once

#include <imgui.h>

#include <map>
#include <string>
#include <string_view>

#include "model/parameter.hpp"
#include "model/view_state.hpp"

namespace coalesce {

/// Rectangles of the widgets drawn in the last frame by a name that does not change with layout or language
/// ("model.beta", "transport.play"): what scripted interactions address, as assistive tools would.
class WidgetMap {
  public:
    struct Rectangle {
        ImVec2 from, to;
        int frame;
        int still;  ///< frames for which it has not moved
    };
    void begin_frame() { ++frame_; }
    void add(std::string_view name, ImVec2 from, ImVec2 to);
    /// nullptr when it was not drawn in the last frame, or is still moving (a layout that settles, a list that
    /// scrolls): a hand would wait as well. One that is scrolled out of its panel is scrolled into it, and found a
    /// frame later.
    const Rectangle* find(const std::string& name);
    /// Scrolls a widget that is partly out of sight into its panel.
    void bring(const std::string& name) { wanted_ = name; }
    bool wanted(std::string_view name) const { return name == wanted_; }
    /// The name last asked for and not found: lists include its row although it is out of sight.
    const std::string& wanted() const { return wanted_; }

  private:
    std::map<std::string, Rectangle> known_;
    std::string wanted_;  ///< asked for and not found
    int frame_ = 0;
};
WidgetMap& widget_map();
/// Names the item just drawn.
void name_item(std::string_view name);

/// ImGui::Begin of a dockable panel; its tab is named "tab.<name>", also while another tab hides the panel.
bool begin_panel(std::string_view name, const char* title, bool* open, ImGuiWindowFlags flags = 0);

/// Widgets of Dear ImGui that are named as well.
bool named_button(std::string_view name, const char* label, ImVec2 size = {0, 0});
bool named_selectable(std::string_view name, const char* label, bool selected);
bool named_checkbox(std::string_view name, const char* label, bool* value);

/// A text field of a path, whose bytes need not be UTF-8 (model/path_text.hpp).
bool path_input(const char* label, const char* hint, std::string& path);

/// What a parameter widget did this frame.
struct EditResult {
    bool changed = false;
    bool finished = false;  ///< the gesture ended: release of a drag, Enter in a field
};

/// A slider with its number in a field beside it, so that the knob covers nothing. A click on the number types another,
/// also beyond the slider's ends unless `clamp`. Where there is no room for both only the field remains.
struct SliderRange {
    double from = 0, to = 1;
    bool logarithmic = false;
    bool whole = false;       ///< whole numbers only
    bool clamp = false;       ///< a typed number is brought between the ends
    float number = 5.4f;      ///< ems of the number's field: eight digits
    std::string_view unit{};  ///< behind the number
    std::string_view zero{};  ///< in place of 0
};
/// Takes the next item's width. The slider is named `name`, its field "<name>.number".
EditResult number_slider(std::string_view name, double& value, const SliderRange& range);
/// The widget of a value, as its declaration asks for.
EditResult value_widget(const ParameterSpec& parameter, ParameterValue& value);
/// The widget of one parameter, chosen from the table: slider (logarithmic where the table says so) and number, check
/// box, combo or text field; label left, unit and help in the tooltip. Edits `document`.
template <class Document>
EditResult parameter_widget(const BasicParameter<Document>& parameter, Document& document) {
    ParameterValue value = parameter.get(document);
    const EditResult result = value_widget(parameter, value);
    if (result.changed) parameter.set(document, value);
    return result;
}
EditResult parameter_widget(std::string_view key, SceneDocument& document);

/// A d×d table of number fields. `name` addresses its cells as "name.0.1".
EditResult matrix_widget(std::string_view name, Matrix& matrix);

/// Text broken at the window's width, of which a line that the window's edge would cut is left out.
void whole_lines(const std::string& text, ImVec4 colour);
/// Whether a line of text here would not be cut by the window's edge.
bool line_in_sight();

/// Question mark in a circle with a tooltip.
void help_marker(const char* text);
void section_title(const char* text);

}  // namespace coalesce
