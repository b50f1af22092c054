#pragma once

#include <memory>
#include <string>

namespace coalesce {

/// An OpenGL 3.3 core context without a window, created by EGL: Mesa's surfaceless platform is tried first, then each
/// EGL device. Needs neither an X server nor a GPU. Only one is current on a thread.
class HeadlessContext {
  public:
    /// Makes the context current and loads OpenGL's functions. Throws RunError with the reason of every attempt.
    /// @param on_cuda_device  try the EGL devices that are CUDA devices first
    explicit HeadlessContext(bool on_cuda_device = false);
    ~HeadlessContext();
    HeadlessContext(const HeadlessContext&) = delete;
    HeadlessContext& operator=(const HeadlessContext&) = delete;

    void make_current();
    /// Describes the context: "EGL surfaceless, llvmpipe (LLVM 15.0.6, 256 bits), OpenGL 4.5".
    std::string description() const;

  private:
    struct Handles;
    std::unique_ptr<Handles> handles_;
};

/// Loads the functions of the current context through `loader` (glfwGetProcAddress …) and checks that it has OpenGL 3.3
/// core or later. Throws RunError: "OpenGL 3.3 is needed, this machine offers 2.1 (renderer …)".
using GlLoader = void (*(*)(const char* name))();
void load_gl(GlLoader loader);

}  // namespace coalesce
