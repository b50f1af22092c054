#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

#include "record/chapter.hpp"

namespace coalesce::av {

template <auto Free>
struct FreeByAddress {
    template <class T>
    void operator()(T* p) const {
        Free(&p);
    }
};
struct FreeScaler {
    void operator()(SwsContext* p) const { sws_freeContext(p); }
};

using Codec = std::unique_ptr<AVCodecContext, FreeByAddress<avcodec_free_context>>;
using Frame = std::unique_ptr<AVFrame, FreeByAddress<av_frame_free>>;
using Packet = std::unique_ptr<AVPacket, FreeByAddress<av_packet_free>>;
using Graph = std::unique_ptr<AVFilterGraph, FreeByAddress<avfilter_graph_free>>;
using Scaler = std::unique_ptr<SwsContext, FreeScaler>;

/// Returns libav's text of an error code, such as "No space left on device" for ENOSPC.
std::string reason(int error);

/// Returns `result`; throws RunError "shown: what: reason" if it is negative.
int check(int result, const std::string& shown, const char* what);

/// Turns off libav's messages on stderr, since errors are reported by exceptions. Acts once.
void silence();

/// Gives a file that is being written its chapters, in place of those it has. Throws RunError if memory is out.
void set_chapters(AVFormatContext& context, const FilmChapters& named, const std::string& shown);

/// A media file being written, with one stream: format context and packets.
class Output {
  public:
    /// @param comment           the file's tag comment; empty: the program's name and version
    /// @param playable_in_part  if destroyed before finish(), cut the file to its whole fragments, or remove it if it
    ///                          is empty
    Output(const std::string& path, const std::string& shown, const char* format, const std::string& comment,
           bool playable_in_part = false);
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    AVFormatContext* context() const { return context_; }
    /// Adds the stream of an opened encoder and writes the header.
    void start(const AVCodecContext& codec, AVDictionary** options);
    /// Sends a frame (nullptr: the end) to the encoder and writes the packets that it returns.
    void encode(AVCodecContext& codec, const AVFrame* frame);
    /// Writes the trailer and closes the file; throws if any of it does not reach the disk.
    void finish();

  private:
    /// Returns the bytes that reached the file. They are whole fragments: the muxer flushes after each.
    std::int64_t flushed();

    std::string path_, shown_;
    bool playable_in_part_;
    std::int64_t header_bytes_ = 0, whole_bytes_ = 0;
    AVFormatContext* context_ = nullptr;
    AVStream* stream_ = nullptr;
    Packet packet_;
    bool trailer_due_ = false;
};

}  // namespace coalesce::av
