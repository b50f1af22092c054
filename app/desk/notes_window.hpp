#pragma once

#include <functional>
#include <memory>

#include "desk/desk.hpp"

struct GLFWwindow;

namespace coalesce {

class Ui;

/// The lecturer's window: notes and clock of a presented lesson, on a screen that the audience does not see.
///
/// It is a second GLFW window with an OpenGL context and a Dear ImGui context of its own. Dear ImGui's own windows
/// outside of the main one (multi-viewports) would make the coordinates of all panels those of the desktop, and let
/// panels be dragged onto the wall.
class NotesWindow {
  public:
    /// @param beside     the program's window; the notes go to another monitor if there is one
    /// @param main       contexts that are current for `beside`
    /// @param take_keys  installs the program's callbacks for keys
    /// @throws RunError  if no window opens
    NotesWindow(GLFWwindow* beside, const Ui& main, const std::function<void(GLFWwindow*)>& take_keys);
    ~NotesWindow();
    NotesWindow(const NotesWindow&) = delete;
    NotesWindow& operator=(const NotesWindow&) = delete;

    /// Draws the notes if they have changed, four times a second at most for the clock.
    void draw(const Desk& desk);
    /// True once the lecturer has closed it.
    bool closed() const;

  private:
    struct Contexts;
    GLFWwindow* beside_;
    const Ui& main_;
    GLFWwindow* window_ = nullptr;
    std::unique_ptr<Ui> ui_;
    std::size_t step_ = 0;
    std::chrono::steady_clock::time_point drawn_{};
};

/// True if notes can be shown where the audience does not see them: on another monitor, or beside a window that does
/// not fill the only one.
bool notes_fit_elsewhere(GLFWwindow* window);

}  // namespace coalesce
