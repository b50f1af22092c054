#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "record/chapter.hpp"
#include "view/image.hpp"

namespace coalesce {

/// One output format of VideoWriter. Errors name `shown`, the path that the user gave. Destruction before finish() acts
/// as abandon().
class Encoder {
  public:
    virtual ~Encoder() = default;
    /// @param comment  metadata of this picture, for formats of pictures
    virtual void write(const Image& frame, const std::string& comment) = 0;
    /// Names parts of the film, for formats that can; finish() and abandon() write them.
    virtual void set_chapters(const std::vector<Chapter>& /*chapters*/) {}
    virtual void finish() = 0;
    /// Ends the film without its remaining frames.
    /// @return  file or folder that keeps the frames so far, if the format can be read in part; else empty
    virtual std::filesystem::path abandon() { return {}; }
};

struct EncoderSettings {
    std::filesystem::path path;  ///< file to write
    std::string shown;           ///< its name in messages
    int width, height, fps;
    std::function<bool()> stop{};   ///< polled while a finished film is rewritten: true ends that; may be empty
    std::string title{}, author{};  ///< for the file's metadata; empty: none
    std::string comment{};          ///< the same; empty: the program's name and version
};

/// Makes an encoder of H.264 in MP4. While it is written the file is fragmented: if the program is killed, it plays up
/// to the last fragment. Then it is rewritten with one index before the frames, which players seek by; if that fails,
/// the fragments, which hold every frame, are the film. An older film of that name stays until the new one is complete;
/// a part of the new one is kept beside it as FILE.cut-short.mp4.
std::unique_ptr<Encoder> make_mp4_film(const EncoderSettings& settings);
/// Makes an encoder of fragmented MP4 alone.
std::unique_ptr<Encoder> make_mp4_encoder(const EncoderSettings& settings);
using EncoderFactory = std::function<std::unique_ptr<Encoder>(const EncoderSettings&)>;
/// Makes an encoder of WebM or GIF by `make`, whose files play as far as they are written. An older film of that name
/// stays until the new one is complete; a part of the new one is kept under the name, or beside an older film as
/// FILE.cut-short.webm.
std::unique_ptr<Encoder> make_plain_film(const EncoderSettings& settings, const EncoderFactory& make);
/// Makes an encoder of VP9 in WebM, or VP8 if libav has no VP9 encoder.
std::unique_ptr<Encoder> make_webm_encoder(const EncoderSettings& settings);
/// Makes an encoder of GIF. Every frame has a palette of its own, which keeps gradients and shading in 256 colours.
/// Delays, in hundredths of a second, add up to the length of the film.
std::unique_ptr<Encoder> make_gif_encoder(const EncoderSettings& settings);
/// Makes an encoder that writes the last frame as PNG.
std::unique_ptr<Encoder> make_still_encoder(const EncoderSettings& settings);
/// Makes an encoder of frame-000000.png and so on in a folder. Older frames stay until all new ones are written; then
/// those that the new film lacks are removed. A part of a film is in the folder, or beside older frames in cut-short/.
std::unique_ptr<Encoder> make_folder_encoder(const EncoderSettings& settings);

}  // namespace coalesce
