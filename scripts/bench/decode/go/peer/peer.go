// Package peer is what both Go decoders of the benchmark share: the files, the ring's framing, and the orders on
// standard input, which are those of decode.c: copy, or dump PATH.
package peer

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Types and sizes of bpf/wire.h.
const (
	ProcessExec = 1
	ProcessExit = 2
	RecordSize  = 88
	ExecSize    = 72
	ExitSize    = 56

	AncestorSize = 24
	PartySize    = 56
)

const (
	busy        = 1 << 31
	discard     = 1 << 30
	stagingSize = 256 << 10
)

// Decoder writes the line of every record of a stream to take, in pieces that it may reuse afterwards.
type Decoder func(stream []byte, take func(lines []byte))

// Main reads the files that the command line names, then decodes the stream whenever an order says so.
func Main(start func(labels map[uint64][]byte, clockOffset int64) Decoder) {
	stream := read(os.Args[1])
	labels := decodeLabels(read(os.Args[2]))
	clockOffset, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err)
	decode := start(labels, clockOffset)
	orders := bufio.NewScanner(os.Stdin)
	for orders.Scan() {
		pass(decode, stream, orders.Text())
	}
}

func pass(decode Decoder, stream []byte, order string) {
	written := 0
	take := func(lines []byte) { written += len(lines) }
	if path := strings.TrimPrefix(order, "dump "); path != order {
		file, err := os.Create(path)
		check(err)
		defer file.Close()
		take = func(lines []byte) {
			written += len(lines)
			_, err := file.Write(lines)
			check(err)
		}
	}
	staging := make([]byte, stagingSize)
	begin := cpu()
	for rest := stream; len(rest) > 0; {
		length := batch(rest)
		copy(staging, rest[:length])
		decode(staging[:length], take)
		rest = rest[length:]
	}
	fmt.Println((cpu() - begin).Nanoseconds(), written)
}

// batch is the length of the whole records that fit into the staging buffer.
func batch(ring []byte) int {
	length := 0
	for length < len(ring) {
		size := int(binary.LittleEndian.Uint32(ring[length:]) &^ (busy | discard))
		next := length + 8 + (size+7)&^7
		if next > stagingSize {
			break
		}
		length = next
	}
	return length
}

// cpu is that of all threads, as the garbage collector's are part of the price.
func cpu() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Next splits the first record off framed ring bytes; ok is false for one that is not to become a line.
func Next(ring []byte) (record, rest []byte, ok bool) {
	header := binary.LittleEndian.Uint32(ring)
	size := int(header &^ (busy | discard))
	end := 8 + (size+7)&^7
	if end > len(ring) {
		return nil, nil, false
	}
	return ring[8 : 8+size], ring[end:], header&(busy|discard) == 0 && size >= RecordSize
}

func decodeLabels(file []byte) map[uint64][]byte {
	labels := make(map[uint64][]byte)
	for len(file) > 0 {
		end := 12 + binary.LittleEndian.Uint32(file[8:])
		labels[binary.LittleEndian.Uint64(file)] = file[12:end]
		file = file[end:]
	}
	return labels
}

func read(path string) []byte {
	bytes, err := os.ReadFile(path)
	check(err)
	return bytes
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
