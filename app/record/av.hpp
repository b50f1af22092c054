#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

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

/// libav's words for an error; "No space left on device" for ENOSPC and the like.
std::string reason(int error);

/// Throws RunError "shown: what: reason" when `result` is negative; returns it otherwise.
int check(int result, const std::string& shown, const char* what);

/// libav reports on stderr by itself; errors reach the user through exceptions instead. Done once.
void silence();

/// A file being written: format context, its one stream, and packets on their way into it.
class Output {
  public:
    /// @param playable_in_part  given up before finish(), the file is cut to what was written whole, or removed
    Output(const std::string& path, const std::string& shown, const char* format, bool playable_in_part = false);
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    AVFormatContext* context() const { return context_; }
    /// Adds the stream of an opened encoder and writes the header.
    void start(const AVCodecContext& codec, AVDictionary** options);
    /// Sends a frame (nullptr: the end) through the encoder and writes what comes out.
    void encode(AVCodecContext& codec, const AVFrame* frame);
    /// Trailer and close; throws when any of it does not reach the disk.
    void finish();

  private:
    /// What reached the file, all of it of whole fragments: the muxer writes one at a time and flushes.
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
