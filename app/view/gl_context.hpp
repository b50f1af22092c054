#pragma once

#include <memory>
#include <string>

namespace coalesce {

/// An OpenGL 3.3 core context without a window, made by EGL: the surfaceless platform of Mesa first, then each EGL
/// device. Works with no X server and no GPU. Only one is current on a thread.
class HeadlessContext {
  public:
    /// Makes it current and loads the GL functions. Throws RunError with the reason of every attempt.
    /// @param on_cuda_device  tries the EGL devices that are CUDA's before all others
    explicit HeadlessContext(bool on_cuda_device = false);
    ~HeadlessContext();
    HeadlessContext(const HeadlessContext&) = delete;
    HeadlessContext& operator=(const HeadlessContext&) = delete;

    void make_current();
    /// "EGL surfaceless, llvmpipe (LLVM 15.0.6, 256 bits), OpenGL 4.5"
    std::string description() const;

  private:
    struct Handles;
    std::unique_ptr<Handles> handles_;
};

/// Loads the functions of the current context through `loader` (glfwGetProcAddress …) and checks that it is at
/// least 3.3 core. Throws RunError: "OpenGL 3.3 is needed, this machine offers 2.1 (renderer …)".
using GlLoader = void (*(*)(const char* name))();
void load_gl(GlLoader loader);

}  // namespace coalesce
