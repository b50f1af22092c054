#pragma once

#include <string>

#include "desk/desk.hpp"

struct GLFWwindow;
struct GLFWmonitor;

namespace coalesce {

// The window of the desktop and its events, by GLFW.

/// Frames drawn after the last input, so that hover delays, tooltips and the eased camera end before the window idles.
inline constexpr int frames_after_input = 40;

/// GLFW while it lives.
struct Glfw {
    /// @param asked  scene or lesson of the command line; may be empty
    /// @throws RunError  without a display: says why, and what works without one
    explicit Glfw(const std::string& asked);
    ~Glfw();
    Glfw(const Glfw&) = delete;
    Glfw& operator=(const Glfw&) = delete;
};

/// Dear ImGui's GLFW callbacks. Installed after those of install_callbacks, which they chain to.
struct ImGuiCallbacks {
    explicit ImGuiCallbacks(GLFWwindow* window);
    ~ImGuiCallbacks();
    ImGuiCallbacks(const ImGuiCallbacks&) = delete;
    ImGuiCallbacks& operator=(const ImGuiCallbacks&) = delete;
};

/// State of the callbacks; the window's user pointer.
struct WindowEvents {
    Desk* desk;
    int awake = frames_after_input;  ///< frames still to draw before waiting
    bool acted = false;              ///< a button, key or wheel event since the last frame: the next one is due at once
};

/// A window with OpenGL 3.3, whose context is the present one.
class Window {
  public:
    /// @throws RunError  if it cannot be opened
    Window(int width, int height);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;
    operator GLFWwindow*() const { return handle_; }

    /// Returns the pixels per point of the monitor on systems that leave scaling to the program (X11, Windows); 1 if
    /// the framebuffer is already larger than the window (macOS, Wayland).
    float content_scale() const;
    /// Fills the monitor that shows most of the window, or gives the window its place back.
    void set_fullscreen(bool wanted);

  private:
    GLFWmonitor* own_monitor() const;

    GLFWwindow* handle_ = nullptr;
    int x_ = 0, y_ = 0, width_ = 0, height_ = 0;  // the window's place before full screen
};

/// Lets keys of a window act on the desk.
void take_keys(GLFWwindow* window, WindowEvents& events);
/// Installs the program's callbacks. Call it before ImGui_ImplGlfw installs its own, which chain to these.
void install_callbacks(GLFWwindow* window, WindowEvents& events);

}  // namespace coalesce
