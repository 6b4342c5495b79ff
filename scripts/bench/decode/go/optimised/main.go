// Ring bytes -> labelled NDJSON in Go as one would write it where it has to be fast: no reflection, no allocation for
// an event, append to one buffer, label fragments rendered before, tables for what needs escaping.
package main

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"time"

	"critter/bench/peer"
)

const outputSize = 256 << 10

type decoder struct {
	labels      map[uint64][]byte
	clockOffset int64
	inText      [256]string
	inArgs      [256]string
	out         []byte
	second      int64
	secondText  []byte
	programs    *peer.Programs
	// Lists of capabilities as they were written before.
	capabilities map[uint64][]byte
}

func main() {
	peer.Main(func(labels map[uint64][]byte, clockOffset int64) peer.Decoder {
		d := &decoder{labels: labels, clockOffset: clockOffset, out: make([]byte, 0, outputSize+outputSize/2)}
		d.capabilities = make(map[uint64][]byte)
		d.initTables()
		d.programs = peer.NewPrograms(func(path []byte) string { return string(escape(nil, path, &d.inText)) })
		return d.decode
	})
}

// Of an ASCII byte what stands for it, "" where it stands for itself; all of the others need a closer look.
func (d *decoder) initTables() {
	for b := 0; b < 256; b++ {
		switch {
		case b < 0x20 || b == 0x7f:
			d.inText[b] = "\\u00" + string("0123456789abcdef"[b>>4]) + string("0123456789abcdef"[b&15])
		case b >= 0x80:
			d.inText[b] = "?"
		}
	}
	for b, text := range map[byte]string{
		'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`,
	} {
		d.inText[b] = text
	}
	d.inArgs = d.inText
	d.inArgs[0] = `","`
}

func (d *decoder) decode(ring []byte, take func([]byte)) {
	for len(ring) > 0 {
		record, rest, ok := peer.Next(ring)
		ring = rest
		if !ok {
			continue
		}
		d.programs.Keep(record)
		fragment, known := d.labels[binary.LittleEndian.Uint64(record[16:])]
		if !known {
			continue
		}
		if d.line(record) {
			d.out = append(d.out, fragment...)
		}
		if len(d.out) > outputSize {
			take(d.out)
			d.out = d.out[:0]
		}
	}
	take(d.out)
	d.out = d.out[:0]
}

func (d *decoder) line(record []byte) bool {
	kind := binary.LittleEndian.Uint16(record)
	flags := binary.LittleEndian.Uint16(record[2:])
	size := int(binary.LittleEndian.Uint32(record[4:]))
	if size > len(record)-peer.RecordSize {
		return false
	}
	payload := record[peer.RecordSize : peer.RecordSize+size]
	out := append(d.out, `{"time":"`...)
	out = d.time(out, binary.LittleEndian.Uint64(record[8:]))
	switch {
	case kind == peer.ProcessExec && size >= peer.ExecSize:
		out = append(out, `","event":"process.exec","thread":{"id":`...)
	case kind == peer.ProcessExit && size >= peer.ExitSize:
		out = append(out, `","event":"process.exit","thread":{"id":`...)
	default:
		return false
	}
	out = number(out, record[36:])
	out = append(out, `,"name":"`...)
	comm := record[48:64]
	if end := bytes.IndexByte(comm, 0); end >= 0 {
		comm = comm[:end]
	}
	out = escape(out, comm, &d.inText)
	out = append(out, `"},"process":{"pid":`...)
	out = number(out, record[32:])
	out = append(out, `,"parent_pid":`...)
	out = number(out, record[40:])
	out = append(out, `,"user":{"id":`...)
	out = number(out, record[44:])
	out = append(out, `},"creation":{"time":"`...)
	out = d.time(out, binary.LittleEndian.Uint64(record[24:]))
	out = append(out, "\"}"...)
	if run := binary.LittleEndian.Uint32(record[64:]); run != 0 {
		out = append(out, `,"exec_id":"`...)
		out = execID(out, binary.LittleEndian.Uint64(record[24:]), binary.LittleEndian.Uint32(record[32:]), run)
		out = append(out, '"')
	}
	if origin := binary.LittleEndian.Uint32(record[68:]); origin != 0 {
		out = append(out, `,"origin":"`...)
		out = append(out, peer.Origins[origin&3]...)
		out = append(out, '"')
	}
	if entry := binary.LittleEndian.Uint32(record[80:]); entry != 0 {
		out = append(out, `,"entry":{"exec_id":"`...)
		out = execID(out, binary.LittleEndian.Uint64(record[72:]), entry, binary.LittleEndian.Uint32(record[84:]))
		out = append(out, `"}`...)
	}
	if kind == peer.ProcessExec {
		ancestors := int(binary.LittleEndian.Uint16(payload[8:]))
		requested := ancestors + int(binary.LittleEndian.Uint16(payload))
		executable := requested + int(binary.LittleEndian.Uint16(payload[2:]))
		cwd := executable + int(binary.LittleEndian.Uint16(payload[4:]))
		args := cwd + int(binary.LittleEndian.Uint16(payload[6:]))
		if args > size-peer.ExecSize {
			return false
		}
		strings := payload[peer.ExecSize:]
		out = d.exec(out, payload, strings[ancestors:requested], strings[requested:executable], strings[executable:cwd], strings[cwd:args], flags)
	} else {
		out = d.exit(out, payload, flags)
	}
	d.out = append(out, '}')
	return true
}

func (d *decoder) exec(out, payload, requested, executable, cwd, args []byte, flags uint16) []byte {
	out = append(out, `,"executable":{"requested":"`...)
	out = escape(out, requested, &d.inText)
	out = append(out, '"')
	out = mark(out, flags, 4, `,"requested_truncated":true`)
	if len(executable) > 0 {
		out = append(out, `,"path":"`...)
		out = escape(out, executable, &d.inText)
		out = append(out, `","name":"`...)
		out = escape(out, executable[bytes.LastIndexByte(executable, '/')+1:], &d.inText)
		out = append(out, '"')
	}
	out = mark(out, flags, 8, `,"truncated":true`)
	out = mark(out, flags, 16, `,"unreachable":true`)
	out = mark(out, flags, 32, `,"deleted":true`)
	origin := int(binary.LittleEndian.Uint16(payload[10:]))
	if origin >= len(peer.ExecutableOrigins) {
		origin = len(peer.ExecutableOrigins) - 1
	}
	out = append(out, `,"origin":"`...)
	out = append(out, peer.ExecutableOrigins[origin]...)
	out = append(out, `"}`...)
	if flags&512 != 0 {
		out = append(out, `,"script":{"path":"`...)
		out = escape(out, requested, &d.inText)
		out = append(out, `"}`...)
	}
	if flags&2 != 0 {
		out = append(out, `,"command_args_unreadable":true`...)
	} else {
		if len(args) > 0 {
			first := bytes.IndexByte(args, 0)
			if first < 0 {
				first = len(args)
			}
			out = append(out, `,"command":"`...)
			out = escape(out, args[:first], &d.inText)
			if args[len(args)-1] == 0 {
				args = args[:len(args)-1]
			}
			out = append(out, `","command_args":["`...)
			out = escape(out, args, &d.inArgs)
			out = append(out, `"]`...)
		} else {
			out = append(out, `,"command_args":[]`...)
		}
		out = mark(out, flags, 1, `,"command_args_truncated":true`)
	}
	if len(cwd) > 0 {
		out = append(out, `,"working_directory":"`...)
		out = escape(out, cwd, &d.inText)
		out = append(out, '"')
		out = mark(out, flags, 64, `,"working_directory_truncated":true`)
		out = mark(out, flags, 128, `,"working_directory_unreachable":true`)
		out = mark(out, flags, 256, `,"working_directory_deleted":true`)
	}
	return d.credentials(out, payload, flags)
}

func mark(out []byte, flags, bit uint16, text string) []byte {
	if flags&bit != 0 {
		return append(out, text...)
	}
	return out
}

func (d *decoder) exit(out, payload []byte, flags uint16) []byte {
	if binary.LittleEndian.Uint32(payload[12:]) == 0 {
		out = append(out, `,"exit":{"cause":"exited","code":`...)
		out = number(out, payload[8:])
	} else {
		out = append(out, `,"exit":{"cause":"signal","signal":`...)
		out = number(out, payload[12:])
		if flags&1 != 0 {
			out = append(out, `,"core_dumped":true`...)
		}
		// The stream knows no other cause than that another of the container killed it.
		if binary.LittleEndian.Uint16(payload[18:]) != 0 && len(payload) >= peer.ExitSize+peer.PartySize {
			sender := payload[peer.ExitSize:]
			out = d.sender(out, sender)
			out = append(out, `,"verdict":"SIGKILL from `...)
			out = escape(out, senderName(sender), &d.inText)
			out = append(out, ` (same container)"`...)
		} else {
			out = append(out, `,"verdict":"SIGKILL; critter did not see from whom"`...)
		}
	}
	out = append(out, `},"duration_ns":"`...)
	out = strconv.AppendUint(out, binary.LittleEndian.Uint64(payload), 10)
	out = append(out, '"')
	return mark(out, flags, 2, `,"never_ran":true`)
}

func number(out, from []byte) []byte {
	return strconv.AppendUint(out, uint64(binary.LittleEndian.Uint32(from)), 10)
}

func (d *decoder) time(out []byte, boot uint64) []byte {
	wall := int64(boot) + d.clockOffset
	second := wall / 1e9
	if second != d.second {
		d.second = second
		d.secondText = time.Unix(second, 0).UTC().AppendFormat(d.secondText[:0], "2006-01-02T15:04:05.")
	}
	out = append(out, d.secondText...)
	nano := uint32(wall - second*1e9)
	var digits [10]byte
	digits[9] = 'Z'
	for at := 8; at >= 0; at-- {
		digits[at] = byte('0' + nano%10)
		nano /= 10
	}
	return append(out, digits[:]...)
}
