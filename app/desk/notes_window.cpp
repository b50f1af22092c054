#include "desk/notes_window.hpp"

#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>

#include "coalesce/model/error.hpp"
#include "desk/arrangement.hpp"
#include "desk/lesson_notes.hpp"
#include "view/colours.hpp"
#include "view/system_fonts.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr int notes_width = 900, notes_height_points = 560;  // points
constexpr auto notes_refresh = std::chrono::milliseconds(250);

/// Letters of the notes in heights of the window.
constexpr float letters_share = 1.0f / 16;

/// Returns a monitor that does not show `window`; null: there is none.
GLFWmonitor* other_monitor(GLFWwindow* window) {
    int count = 0;
    GLFWmonitor** monitors = glfwGetMonitors(&count);
    if (count < 2) return nullptr;
    ScreenRectangle place;
    glfwGetWindowPos(window, &place.x, &place.y);
    glfwGetWindowSize(window, &place.width, &place.height);
    std::vector<ScreenRectangle> places;
    for (int k = 0; k < count; ++k) {
        ScreenRectangle each;
        glfwGetMonitorPos(monitors[k], &each.x, &each.y);
        if (const GLFWvidmode* mode = glfwGetVideoMode(monitors[k])) {
            each.width = mode->width;
            each.height = mode->height;
        }
        places.push_back(each);
    }
    const std::size_t shown = most_shared(place, places);
    return monitors[shown == 0 ? 1 : 0];
}

}  // namespace

/// Makes the notes' contexts current, and those of the program's window again at its end.
struct NotesWindow::Contexts {
    explicit Contexts(const NotesWindow& notes) : notes_(notes) {
        glfwMakeContextCurrent(notes_.window_);
        if (notes_.ui_) notes_.ui_->make_current();
    }
    ~Contexts() {
        glfwMakeContextCurrent(notes_.beside_);
        notes_.main_.make_current();
    }
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;

  private:
    const NotesWindow& notes_;
};

bool notes_fit_elsewhere(GLFWwindow* window) {
    return other_monitor(window) != nullptr || glfwGetWindowMonitor(window) == nullptr;
}

NotesWindow::NotesWindow(GLFWwindow* beside, const Ui& main, const std::function<void(GLFWwindow*)>& take_keys)
    : beside_(beside), main_(main) {
    // The hints of the program's window are still in force.
    glfwWindowHint(GLFW_FOCUS_ON_SHOW, GLFW_FALSE);
    window_ = glfwCreateWindow(notes_width, notes_height_points, "Notes – Coalesce", nullptr, nullptr);
    glfwWindowHint(GLFW_FOCUS_ON_SHOW, GLFW_TRUE);
    if (!window_) throw RunError("a window for the notes cannot be opened");
    if (GLFWmonitor* monitor = other_monitor(beside)) {
        int x = 0, y = 0;
        glfwGetMonitorPos(monitor, &x, &y);
        glfwSetWindowPos(window_, x + 60, y + 60);
    }
    take_keys(window_);
    const Contexts contexts(*this);
    glfwSwapInterval(0);  // the program's window keeps the pace
    ui_ = std::make_unique<Ui>(Theme::dark, 1.0f);
}

NotesWindow::~NotesWindow() {
    {
        const Contexts contexts(*this);
        ui_.reset();
    }
    glfwDestroyWindow(window_);
}

bool NotesWindow::closed() const {
    return glfwWindowShouldClose(window_) != 0;
}

void NotesWindow::draw(const Desk& desk) {
    const LessonState& lesson = *desk.lesson;
    const auto now = std::chrono::steady_clock::now();
    if (lesson.shown_step() == step_ && now - drawn_ < notes_refresh) return;
    step_ = lesson.shown_step();
    drawn_ = now;
    int across = 0, down = 0;
    glfwGetFramebufferSize(window_, &across, &down);
    if (across <= 0 || down <= 0) return;
    const Contexts contexts(*this);
    if (ui_->theme() != desk.settings.theme) ui_->set_appearance(desk.settings.theme, 1);
    provide_missing_glyphs();
    ui_->begin_offscreen(across, down);
    const CaptionStyle style{letters_share * static_cast<float>(down), desk.settings.theme};
    draw_notes(*ImGui::GetBackgroundDrawList(), {0, 0}, {static_cast<float>(across), static_cast<float>(down)}, lesson,
               style);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glViewport(0, 0, across, down);
    const Rgb ground = background(desk.settings.theme);
    glClearColor(ground.r, ground.g, ground.b, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ui_->end_offscreen();
    glfwSwapBuffers(window_);
}

}  // namespace coalesce
